import Machine

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
    private let smooth: [LineChart.Series?]
    private let variant: Variant
    private let plot: CartesianPlot
    private let lowPlot: CartesianPlot?
    /// Markers are named above the plot, where no curve and no baseline is.
    private static let markerRoom = 14.0

    /// Nil when nothing can be drawn on these scales.
    ///
    /// - Parameter smooth: the smooth line of each curve that has one
    init?(
        chart: LineChart, curves: [LineChart.Series], smooth: [LineChart.Series?], variant: Variant
    ) {
        let xValues = curves.flatMap(\.x) + chart.markers.map(\.x)
        guard
            var x = Axis(
                chart.xLabel, fitting: xValues, scale: variant.x, isInteger: chart.isXInteger,
                margin: 0.01),
            let y = Axis(chart.yLabel, fitting: Self.heights(chart, curves), scale: variant.y, margin: 0.05)
        else { return nil }
        x.names = chart.xNames
        self.chart = chart
        self.curves = curves
        self.smooth = smooth
        self.variant = variant
        var area = chart.size
        if !chart.markers.isEmpty {
            area.top += Self.markerRoom
            area.height -= Self.markerRoom
        }
        var low: CartesianPlot?
        if let beneath = chart.beneath,
            let axis = Axis(
                beneath.name, fitting: beneath.y, scale: Self.beneathScale(beneath.y), margin: 0.1)
        {
            area.height -= 84
            let strip = CartesianPlot.Frame(
                left: 0, top: area.top + area.height, width: area.width, height: 84)
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
            var labels = LabelPlacement()
            for marker in chart.markers { draw(marker, &labels, &drawing) }
            for reference in chart.references { draw(reference, &labels, &drawing) }
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
        let smoothed = index < smooth.count ? smooth[index] : nil
        drawing.path(path, smoothed == nil ? "line \(style)" : "line raw \(style)")
        guard let smoothed else { return }
        var line = SVGPath()
        line.lines(zip(smoothed.x, smoothed.y).map { plot.point($0, $1) })
        drawing.path(line, "line smooth \(style)")
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

    private func draw(
        _ marker: LineChart.Marker, _ labels: inout LabelPlacement, _ drawing: inout SVGDrawing
    ) {
        guard let place = plot.horizontal(marker.x) else { return }
        let title = "\(marker.label): \(chart.xLabel) \(Axis.name(of: marker.x, in: chart.xNames))"
        let ends: [LabelPlacement.Place] = [
            .init(x: place - 3, y: plot.frame.top - 4, anchor: .start),
            .init(x: place + 3, y: plot.frame.top - 4, anchor: .end),
        ]
        let fitsRight = place + TextWidth.of(marker.label) < plot.frame.right + 6
        let found = labels.place(marker.label, at: fitsRight ? ends : ends.reversed())
        drawing.group("marker", title: title) { drawing in
            drawing.line(place, plot.frame.top, place, plot.frame.bottom, "marker-line")
            if let found {
                drawing.text(marker.label, x: found.x, y: found.y, "label", anchor: found.anchor)
            }
        }
    }

    private func draw(
        _ reference: LineChart.Reference, _ labels: inout LabelPlacement, _ drawing: inout SVGDrawing
    ) {
        guard let height = plot.vertical(reference.y) else { return }
        let title = "\(reference.label): \(NumberText.significant(reference.y))"
        let label = TextWidth.fitted(reference.label, to: plot.frame.width / 2)
        let found = labels.place(label, at: places(at: height))
        drawing.group("reference", title: title) { drawing in
            drawing.line(plot.frame.left, height, plot.frame.right, height, "reference-line")
            if let found {
                drawing.text(label, x: found.x, y: found.y, "label", anchor: found.anchor)
            }
        }
    }

    /// Above and below a horizontal line: at its right end, at its left end, in its middle.
    private func places(at height: Double) -> [LabelPlacement.Place] {
        let isHigh = height - 4 < plot.frame.top + 10
        let isLow = height + 14 > plot.frame.bottom
        let heights = isHigh ? [height + 12] : isLow ? [height - 4] : [height - 4, height + 12]
        let ends: [(Double, SVGDrawing.Anchor)] = [
            (plot.frame.right - 3, .end), (plot.frame.left + 3, .start),
            (plot.frame.left + plot.frame.width / 2, .middle),
        ]
        return ends.flatMap { x, anchor in heights.map { .init(x: x, y: $0, anchor: anchor) } }
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
