import Machine

/// Which class a model chooses over two columns, as regions, with rows of the data as points in their true class's
/// color.
///
/// - Limits: eight colors; the points of more classes repeat them
package struct RegionChart: Chart {
    package static let kind = "region"

    package var title: String
    package var xLabel: String
    package var yLabel: String
    package var classes: [String]
    /// Evenly spaced, ascending.
    package var x: [Double]
    package var y: [Double]
    /// The class at every place, `x` running fastest; nil where the model says nothing.
    package var regions: [Int?]
    package var points: [(x: Double, y: Double, label: Int)]
    package var note: String?

    package init(
        title: String, xLabel: String, yLabel: String, classes: [String], x: [Double], y: [Double],
        regions: [Int?], points: [(x: Double, y: Double, label: Int)]
    ) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.classes = classes
        self.x = x
        self.y = y
        self.regions = regions
        self.points = points
    }

    package func figure() -> Figure {
        guard x.count > 1, y.count > 1, regions.count == x.count * y.count, let left = x.first,
            let right = x.last, let low = y.first, let high = y.last, left < right, low < high
        else {
            return .empty(kind: Self.kind, title: title, reason: "There is no plane to draw.")
        }
        let across = (right - left) / Double(x.count - 1) / 2
        let up = (high - low) / Double(y.count - 1) / 2
        let plot = CartesianPlot(
            x: Axis(xLabel, from: left - across, to: right + across),
            y: Axis(yLabel, from: low - up, to: high + up), in: DrawingSize.standard)
        var drawing = SVGDrawing()
        plot.draw(into: &drawing) { drawing in
            drawRegions(plot, &drawing)
            for place in points {
                guard let point = plot.inside(place.x, place.y) else { continue }
                drawing.circle(
                    point.x, point.y, radius: 2.6, "dot outlined \(SeriesStyle.of(place.label))",
                    title: "\(name(place.label))\n\(xLabel) \(NumberText.significant(place.x))\n"
                        + "\(yLabel) \(NumberText.significant(place.y))")
            }
        }
        var figure = Figure(
            kind: Self.kind, title: title, description: summary,
            drawings: [Figure.Drawing(drawing, size: DrawingSize.standard)])
        figure.legend = classes.indices.map { .init(classes[$0], style: SeriesStyle.of($0)) }
        figure.note = note
        return figure
    }

    private func name(_ label: Int) -> String { classes.indices.contains(label) ? classes[label] : "" }

    /// One path for each class, made of horizontal runs of cells.
    private func drawRegions(_ plot: CartesianPlot, _ drawing: inout SVGDrawing) {
        let width = plot.frame.width / Double(x.count)
        let height = plot.frame.height / Double(y.count)
        var paths = [SVGPath](repeating: SVGPath(), count: classes.count)
        for row in y.indices {
            let top = plot.frame.bottom - Double(row + 1) * height
            var start = 0
            for column in 1...x.count {
                let label = regions[row * x.count + start]
                if column < x.count, regions[row * x.count + column] == label { continue }
                if let label, paths.indices.contains(label) {
                    paths[label].block(
                        x: plot.frame.left + Double(start) * width, y: top,
                        width: Double(column - start) * width, height: height)
                }
                start = column
            }
        }
        for (label, path) in paths.enumerated() {
            drawing.path(path, "band \(SeriesStyle.of(label))", title: "predicted: \(classes[label])")
        }
    }

    private var summary: String {
        let shares = classes.indices.map { label in
            let share = Double(regions.count { $0 == label }) / Double(max(1, regions.count))
            return "\(classes[label]) has \(NumberText.fixed(100 * share, decimals: 0)) % of the plane"
        }
        return shares.joined(separator: "; ") + "; \(NumberText.count(points.count)) rows."
    }
}
