import Machine

/// Curves in the unit square: receiver operating characteristic, precision and recall.
///
/// The name of a curve carries its area. Curves are drawn through their points; those with thousands are thinned.
package struct StepChart: Chart {
    package static let kind = "step"

    package struct Series: Sendable {
        package var name: String
        /// Ascending, 0 … 1.
        package var x: [Double]
        package var y: [Double]
        package var area: Double?

        package init(_ name: String, x: [Double], y: [Double], area: Double? = nil) {
            self.name = name
            self.x = x
            self.y = y
            self.area = area
        }
    }

    package var title: String
    package var xLabel: String
    package var yLabel: String
    package var series: [Series]
    /// What guessing would give: the diagonal, or a height.
    package var chance: Chance?
    package var note: String?

    package enum Chance: Equatable, Sendable {
        case diagonal
        case level(Double)
    }

    package init(title: String, xLabel: String, yLabel: String, series: [Series]) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.series = series
    }

    package func figure() -> Figure {
        let shown = series.filter { $0.x.count >= 2 }
        guard !shown.isEmpty else {
            return .empty(kind: Self.kind, title: title, reason: "There is no curve to draw.")
        }
        let plot = CartesianPlot(
            x: Axis(xLabel, from: 0, to: 1), y: Axis(yLabel, from: 0, to: 1), in: DrawingSize.standard)
        let curves = shown.map { series in
            CurveThinning.extremes(of: LineChart.Series(name(series), x: series.x, y: series.y), limit: 300)
        }
        var drawing = SVGDrawing()
        plot.draw(into: &drawing) { drawing in
            switch chance {
            case .diagonal: plot.drawDiagonal(into: &drawing)
            case .level(let height): plot.drawLevel(height, into: &drawing)
            case nil: break
            }
            for (index, curve) in curves.enumerated() {
                var path = SVGPath()
                path.lines(zip(curve.x, curve.y).map { plot.point($0, $1) })
                drawing.path(path, "line \(SeriesStyle.of(index))")
            }
        }
        var figure = Figure(
            kind: Self.kind, title: title, description: curves.map(\.name).joined(separator: "; ") + ".",
            drawings: [Figure.Drawing(drawing, size: DrawingSize.standard)])
        figure.legend = curves.indices.map { .init(curves[$0].name, style: SeriesStyle.of($0)) }
        figure.hover = HoverValues(
            xName: xLabel, series: curves.prefix(8).map { .init(name: $0.name, x: $0.x, y: $0.y) })
        figure.note = note
        return figure
    }

    private func name(_ series: Series) -> String {
        guard let area = series.area, area.isFinite else { return series.name }
        return "\(series.name), area \(NumberText.fixed(area, decimals: 3))"
    }
}
