/// Draws a line chart for one choice of scales.
struct LineDrawing {
    struct Variant {
        var x: Axis.Scale
        var y: Axis.Scale

        var name: String {
            [(x, "x"), (y, "y")].filter { $0.0 == .logarithmic }.map(\.1).joined(separator: " ")
        }
    }

    private let chart: LineChart
    private let curves: [LineChart.Series]
    private let variant: Variant
    private let plot: CartesianPlot
    private let lowPlot: CartesianPlot?

    /// Nil when nothing can be drawn on these scales.
    init?(chart: LineChart, curves: [LineChart.Series], variant: Variant) {
        let xValues = curves.flatMap(\.x) + chart.markers.map(\.x)
        guard
            let x = Axis(
                chart.xLabel, fitting: xValues, scale: variant.x, isInteger: chart.isXInteger,
                margin: 0.01),
            let y = Axis(chart.yLabel, fitting: Self.heights(chart, curves), scale: variant.y, margin: 0.05)
        else { return nil }
        self.chart = chart
        self.curves = curves
        self.variant = variant
        var area = chart.size
        var low: CartesianPlot?
        if let beneath = chart.beneath,
            let axis = Axis(
                beneath.name, fitting: beneath.y, scale: Self.beneathScale(beneath.y), margin: 0.1)
        {
            area.height -= 84
            let strip = CartesianPlot.Frame(left: 0, top: area.height, width: area.width, height: 84)
            low = CartesianPlot(x: x.renamed(""), y: axis, in: strip)
        }
        let upper = CartesianPlot(x: x, y: y, in: area)
        // Both plots begin and end at the same places, so that epochs stand above each other.
        let left = max(upper.frame.left, low?.frame.left ?? 0)
        plot = upper.withLeft(left)
        lowPlot = low?.withLeft(left)
    }

    var drawing: Figure.Drawing {
        var drawing = SVGDrawing()
        plot.draw(into: &drawing) { drawing in
            for reference in chart.references { draw(reference, &drawing) }
            for marker in chart.markers { draw(marker, &drawing) }
            drawBackground(&drawing)
            for index in curves.indices where !curves[index].isBackground { draw(index, &drawing) }
        }
        if let lowPlot, let beneath = chart.beneath {
            let thinned = CurveThinning.extremes(of: beneath, limit: 240)
            lowPlot.draw(into: &drawing) { drawing in
                var path = SVGPath()
                path.lines(zip(thinned.x, thinned.y).map { lowPlot.point($0, $1) })
                drawing.path(path, "line faint")
            }
        }
        return Figure.Drawing(drawing, size: chart.size, variant: variant.name)
    }

    private func draw(_ index: Int, _ drawing: inout SVGDrawing) {
        let curve = curves[index]
        let style = chart.style(of: index)
        if let band = curve.band { drawBand(curve.x, band, style, &drawing) }
        var path = SVGPath()
        path.lines(zip(curve.x, curve.y).map { plot.point($0, $1) })
        let canSmooth = chart.smoothing != nil && curve.y.count > 8
        drawing.path(path, canSmooth ? "line raw \(style)" : "line \(style)")
        guard canSmooth else { return }
        let smoothed = CurveThinning.smoothed(curve.y, width: Double(curve.y.count) / 12)
        var smooth = SVGPath()
        smooth.lines(zip(curve.x, smoothed).map { plot.point($0, $1) })
        drawing.path(smooth, "line smooth \(style)")
    }

    /// All faint curves as one shape: ten thousand of them take a megabyte.
    private func drawBackground(_ drawing: inout SVGDrawing) {
        var path = SVGPath()
        for curve in curves where curve.isBackground {
            path.roughLines(zip(curve.x, curve.y).map { plot.point($0, $1) })
        }
        drawing.path(path, "line background")
    }

    private func drawBand(
        _ x: [Double], _ band: (low: [Double], high: [Double]), _ style: String, _ drawing: inout SVGDrawing
    ) {
        let upper = zip(x, band.high).compactMap { plot.point($0, $1) }
        let lower = zip(x, band.low).map { x, y in
            plot.point(x, y) ?? plot.horizontal(x).map { ($0, plot.frame.bottom) }
        }.compactMap { $0 }
        guard let first = upper.first, upper.count > 1, lower.count > 1 else { return }
        var path = SVGPath()
        path.move(first.x, first.y)
        for point in upper.dropFirst() { path.line(point.x, point.y) }
        for point in lower.reversed() { path.line(point.0, point.1) }
        path.close()
        drawing.path(path, "band \(style)")
    }

    private func draw(_ marker: LineChart.Marker, _ drawing: inout SVGDrawing) {
        guard let place = plot.horizontal(marker.x) else { return }
        let title = "\(marker.label): \(chart.xLabel) \(NumberText.significant(marker.x))"
        drawing.group("marker", title: title) { drawing in
            drawing.line(place, plot.frame.top, place, plot.frame.bottom, "marker-line")
            let width = TextWidth.of(marker.label)
            let fitsRight = place + 5 + width < plot.frame.right
            drawing.text(
                marker.label, x: fitsRight ? place + 5 : place - 5, y: plot.frame.top + 11, "label",
                anchor: fitsRight ? .start : .end)
        }
    }

    private func draw(_ reference: LineChart.Reference, _ drawing: inout SVGDrawing) {
        guard let place = plot.vertical(reference.y) else { return }
        let title = "\(reference.label): \(NumberText.significant(reference.y))"
        drawing.group("reference", title: title) { drawing in
            drawing.line(plot.frame.left, place, plot.frame.right, place, "reference-line")
            drawing.text(
                TextWidth.fitted(reference.label, to: plot.frame.width / 2), x: plot.frame.right - 3,
                y: place - 4 < plot.frame.top + 10 ? place + 12 : place - 4, "label", anchor: .end)
        }
    }

    /// Everything that must fit.
    private static func heights(_ chart: LineChart, _ curves: [LineChart.Series]) -> [Double] {
        var values = curves.flatMap { $0.y }
        for band in curves.compactMap(\.band) { values += band.low + band.high }
        return values + chart.references.map(\.y)
    }

    /// A rate that spans more than a decade is easier read by its exponent.
    private static func beneathScale(_ values: [Double]) -> Axis.Scale {
        let positive = values.filter { $0.isFinite && $0 > 0 }
        guard positive.count == values.count, let low = positive.min(), let high = positive.max() else {
            return .linear
        }
        return high / low > 10 ? .logarithmic : .linear
    }
}
