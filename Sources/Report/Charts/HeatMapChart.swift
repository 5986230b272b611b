import Machine

/// Numbers of a matrix as colors: a confusion matrix, as counts and as rates of its rows.
///
/// - Limits: numbers stand in the cells up to 16 columns; names are cut to their place. More than 60 rows or columns
///   make cells that cannot be told apart: choose the most interesting ones before
package struct HeatMapChart: Chart {
    package static let kind = "heatmap"
    private static let leastStep = 2

    package var title: String
    package var xLabel: String
    package var yLabel: String
    package var columns: [String]
    package var rows: [String]
    /// [rows][columns], from the top down.
    package var values: [[Double]]
    /// Offers a second drawing with every row divided by its sum.
    package var offersRates = false
    package var note: String?

    package init(
        title: String, xLabel: String, yLabel: String, columns: [String], rows: [String], values: [[Double]]
    ) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.columns = columns
        self.rows = rows
        self.values = values
    }

    package func figure() -> Figure {
        guard !rows.isEmpty, !columns.isEmpty, values.count >= rows.count else {
            return .empty(kind: Self.kind, title: title, reason: "There is nothing to show.")
        }
        let rates = values.map { row in
            let sum = row.reduce(0, +)
            return row.map { sum > 0 ? $0 / sum : 0 }
        }
        var size = DrawingSize.standard
        size.height = max(240, min(460, 90 + Double(rows.count) * 26))
        var drawings = [
            Figure.Drawing(draw(values, colored: offersRates ? rates : values, size, nil), size: size)
        ]
        if offersRates {
            drawings.append(
                Figure.Drawing(draw(rates, colored: rates, size, 1), size: size, variant: "rates"))
        }
        var figure = Figure(kind: Self.kind, title: title, description: summary, drawings: drawings)
        figure.note = note
        return figure
    }

    /// - Parameter largest: the end of the scale of colors; nil takes it from the values
    private func draw(
        _ numbers: [[Double]], colored: [[Double]], _ size: CartesianPlot.Frame, _ largest: Double?
    ) -> SVGDrawing {
        let x = Axis(xLabel, categories: columns)
        let y = Axis(yLabel, categories: rows.reversed())
        let plot = CartesianPlot(x: x, y: y, in: size)
        let scale = offersRates ? ColorScale(from: 0, to: 1) : ColorScale(colored.flatMap { $0 })
        let cell = (
            width: plot.frame.width / Double(columns.count), height: plot.frame.height / Double(rows.count)
        )
        var drawing = SVGDrawing()
        plot.draw(into: &drawing) { drawing in
            for row in rows.indices {
                for column in columns.indices where column < numbers[row].count {
                    let place = CartesianPlot.Frame(
                        left: plot.frame.left + Double(column) * cell.width,
                        top: plot.frame.top + Double(row) * cell.height, width: cell.width,
                        height: cell.height)
                    draw(numbers[row][column], colored[row][column], row, column, place, scale, &drawing)
                }
            }
        }
        return drawing
    }

    private func draw(
        _ number: Double, _ colored: Double, _ row: Int, _ column: Int, _ place: CartesianPlot.Frame,
        _ scale: ColorScale, _ drawing: inout SVGDrawing
    ) {
        guard var step = scale.step(colored) else { return }
        // However small a share is, it must not look like none at all.
        if offersRates, colored > 0 { step = max(step, Self.leastStep) }
        let text = NumberText.significant(number, digits: number.rounded() == number ? 6 : 2)
        drawing.rectangle(
            x: place.left, y: place.top, width: place.width, height: place.height, "cell q\(step)",
            title: "\(yLabel) \(rows[row])\n\(xLabel) \(columns[column])\n\(NumberText.significant(number))")
        let isReadable = columns.count <= 16 && place.height >= 13 && TextWidth.of(text) < place.width - 2
        guard isReadable, number != 0 else { return }
        drawing.text(
            text, x: place.left + place.width / 2, y: place.top + place.height / 2 + 4,
            "number " + ColorScale.ink(on: step), anchor: .middle)
    }

    private var summary: String {
        var parts: [String] = []
        for row in rows.indices.prefix(12) {
            let sum = values[row].reduce(0, +)
            guard let most = values[row].max(), let column = values[row].firstIndex(of: most),
                column < columns.count
            else { continue }
            parts.append(
                "\(yLabel) \(rows[row]): \(NumberText.significant(sum, digits: 6)) in all, most, "
                    + "\(NumberText.significant(most, digits: 6)), at \(columns[column])")
        }
        return parts.joined(separator: "; ") + "."
    }
}
