import Machine

/// A function of one column over the rows it was fitted to: the curve of a model.
///
/// - Limits: points of at most a few hundred rows a series; values that are not finite interrupt the curve
package struct FunctionChart: Chart {
    package static let kind = "function"

    package struct Points: Sendable {
        package var name: String
        package var x: [Double]
        package var y: [Double]

        package init(_ name: String, x: [Double], y: [Double]) {
            self.name = name
            self.x = x
            self.y = y
        }
    }

    package var title: String
    package var xLabel: String
    package var yLabel: String
    /// Curves, each a value at every place.
    package var curves: [(name: String, y: [Double])]
    package var x: [Double]
    package var points: [Points]
    package var note: String?

    package init(
        title: String, xLabel: String, yLabel: String, x: [Double], curves: [(name: String, y: [Double])],
        points: [Points]
    ) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.x = x
        self.curves = curves
        self.points = points
    }

    package func figure() -> Figure {
        guard let horizontal = Axis(xLabel, fitting: x + points.flatMap(\.x)),
            let vertical = Axis(yLabel, fitting: curves.flatMap(\.y) + points.flatMap(\.y))
        else {
            return .empty(kind: Self.kind, title: title, reason: "There is no finite value to draw.")
        }
        let plot = CartesianPlot(x: horizontal, y: vertical, in: DrawingSize.standard)
        var drawing = SVGDrawing()
        plot.draw(into: &drawing) { drawing in
            for (index, series) in points.enumerated() {
                let style = "dot see-through \(SeriesStyle.of(curves.count + index))"
                for (x, y) in zip(series.x, series.y) {
                    guard let point = plot.inside(x, y) else { continue }
                    let values =
                        "\(xLabel) \(NumberText.significant(x))\n\(yLabel) \(NumberText.significant(y))"
                    drawing.circle(
                        point.x, point.y, radius: 2.6, style, title: "\(series.name)\n\(values)")
                }
            }
            for (index, curve) in curves.enumerated() {
                var path = SVGPath()
                path.lines(zip(x, curve.y).map { plot.point($0, $1) })
                drawing.path(path, "line \(SeriesStyle.of(index))")
            }
        }
        var figure = Figure(
            kind: Self.kind, title: title, description: summary,
            drawings: [Figure.Drawing(drawing, size: DrawingSize.standard)])
        figure.legend =
            curves.indices.map { .init(curves[$0].name, style: SeriesStyle.of($0)) }
            + points.indices.map { .init(points[$0].name, style: SeriesStyle.of(curves.count + $0)) }
        figure.hover = HoverValues(
            xName: xLabel, series: curves.prefix(8).map { .init(name: $0.name, x: x, y: $0.y) })
        figure.note = note
        return figure
    }

    private var summary: String {
        let rows = points.map { "\(NumberText.count($0.x.count)) rows of \($0.name)" }
        let ends = curves.compactMap { curve -> String? in
            guard let first = curve.y.first, let last = curve.y.last else { return nil }
            return
                "\(curve.name) goes from \(NumberText.significant(first)) to \(NumberText.significant(last))"
        }
        return (ends + rows).joined(separator: "; ") + "."
    }
}
