import Foundation
import Machine

/// Curves over a common horizontal axis: losses over epochs, metrics over trials.
///
/// Long curves are thinned to their extremes, so that no spike is lost; a smooth line goes through the means of
/// stretches of all values, thinned or not. A band may surround a curve; a second, low plot beneath shares the
/// horizontal axis (the learning rate).
///
/// - Limits: points that are not finite interrupt their curve; on a logarithmic axis so do values ≤ 0, and a chart
///   without any positive value offers no such axis
package struct LineChart: Chart {
    package static let kind = "line"

    package struct Series: Sendable {
        package var name: String
        /// Ascending.
        package var x: [Double]
        package var y: [Double]
        /// Which color; nil takes the place in the list.
        package var color: Int?
        /// Drawn faintly, without a place in the legend: one of many.
        package var isBackground = false
        package var isDashed = false
        /// Ends of a band around the curve, as long as `y`.
        package var band: (low: [Double], high: [Double])?

        package init(_ name: String, x: [Double], y: [Double]) {
            self.name = name
            self.x = x
            self.y = y
        }
    }

    /// A place on the horizontal axis worth a line: the best epoch.
    package struct Marker: Sendable {
        package var x: Double
        package var label: String

        package init(x: Double, label: String) {
            self.x = x
            self.label = label
        }
    }

    /// A value worth a line: a baseline.
    package struct Reference: Sendable {
        package var y: Double
        package var label: String

        package init(y: Double, label: String) {
            self.y = y
            self.label = label
        }
    }

    package var title: String
    package var xLabel: String
    package var yLabel: String
    package var series: [Series]
    package var isXInteger = false
    /// What stands at 0, 1, 2 … of the horizontal axis, where that is no number: times.
    package var xNames: [String]?
    /// Whether switches for logarithmic axes are offered, and whether the vertical one is on at first.
    package var offersLogarithmicX = false
    package var offersLogarithmicY = true
    package var startsLogarithmicY = false
    /// Offers smoothed curves; at first only when asked.
    package var smoothing: Smoothing?
    package var markers: [Marker] = []
    package var references: [Reference] = []
    /// Drawn in the low plot beneath.
    package var beneath: Series?
    package var note: String?
    package var size = DrawingSize.standard

    package struct Smoothing: Sendable {
        package var isOnAtFirst: Bool

        package init(isOnAtFirst: Bool) {
            self.isOnAtFirst = isOnAtFirst
        }
    }

    package init(title: String, xLabel: String, yLabel: String, series: [Series]) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.series = series
    }

    package func figure() -> Figure {
        let faint = max(8, min(40, 120_000 / max(1, series.count { $0.isBackground })))
        let curves = series.map { CurveThinning.extremes(of: $0, limit: $0.isBackground ? faint : 240) }
        let smooth = smoothLines
        let drawings = variants(curves).compactMap { variant in
            LineDrawing(chart: self, curves: curves, smooth: smooth, variant: variant)?.drawing
        }
        guard !drawings.isEmpty else {
            return .empty(kind: Self.kind, title: title, reason: "There is no finite value to draw.")
        }
        var figure = Figure(kind: Self.kind, title: title, description: summary, drawings: drawings)
        figure.legend = legend
        let values = hovered(curves, smooth)
        if !values.isEmpty { figure.hover = HoverValues(xName: xLabel, series: values, names: xNames) }
        figure.canSmooth = smooth.contains { $0 != nil }
        figure.isSmoothAtFirst = figure.canSmooth && smoothing?.isOnAtFirst ?? false
        figure.note = [note, figure.canSmooth ? smoothNote : nil].compactMap { $0 }.joined(separator: " ")
        if figure.note?.isEmpty == true { figure.note = nil }
        figure.isWide = size.width > DrawingSize.standard.width
        return figure
    }

    /// Values of the longest curve that one point of a smooth line stands for; the same for all curves of the chart.
    private var window: Int {
        CurveThinning.window(of: series.filter { !$0.isBackground }.map(\.y.count).max() ?? 0)
    }

    /// By curve; nil for one that is too short, and for all where smoothing is not offered.
    private var smoothLines: [Series?] {
        series.map { curve in
            guard smoothing != nil, !curve.isBackground, curve.y.count > 8 else { return nil }
            return CurveThinning.means(of: curve, window: window)
        }
    }

    private var smoothNote: String {
        let longest = series.filter { !$0.isBackground }.map(\.y.count).max() ?? 0
        let isEven = longest.isMultiple(of: max(1, longest / window))
        let values = isEven ? "\(longest / max(1, longest / window))" : "\(window) or \(window + 1)"
        return "Smooth line: means of \(values) values each, of all there are."
    }

    /// The combinations of scales that can be drawn, the first one shown first.
    private func variants(_ curves: [Series]) -> [LineDrawing.Variant] {
        let hasPositiveY = curves.contains { $0.y.contains { $0 > 0 && $0.isFinite } }
        let hasPositiveX = curves.contains { $0.x.contains { $0 > 0 && $0.isFinite } }
        var scales: [Axis.Scale] = [.linear]
        if offersLogarithmicY, hasPositiveY { scales.append(.logarithmic) }
        if startsLogarithmicY { scales.reverse() }
        var variants = scales.map { LineDrawing.Variant(x: .linear, y: $0) }
        if offersLogarithmicX, hasPositiveX {
            variants += scales.map { LineDrawing.Variant(x: .logarithmic, y: $0) }
        }
        return variants
    }

    private var legend: [Figure.LegendEntry] {
        let shown = series.enumerated().filter { !$0.element.isBackground }
        guard shown.count > 1 || beneath != nil || !references.isEmpty else { return [] }
        return shown.map { Figure.LegendEntry($0.element.name, style: style(of: $0.offset)) }
    }

    func style(of index: Int) -> String {
        let curve = series[index]
        let color = SeriesStyle.of(curve.color ?? index)
        return curve.isDashed && !color.hasSuffix("dashed") ? color + " dashed" : color
    }

    /// Each curve with its smooth line behind it.
    private func hovered(_ curves: [Series], _ smooth: [Series?]) -> [HoverValues.Series] {
        var values: [HoverValues.Series] = []
        for (curve, line) in zip(curves, smooth) where !curve.isBackground && values.count < 12 {
            values.append(.init(name: curve.name, x: curve.x, y: curve.y))
            guard let line else { continue }
            var means = HoverValues.Series(name: curve.name + ", mean", x: line.x, y: line.y)
            means.isSmooth = true
            values.append(means)
        }
        guard let beneath else { return values }
        let low = CurveThinning.extremes(of: beneath, limit: 240)
        return values + [HoverValues.Series(name: low.name, x: low.x, y: low.y)]
    }

    /// What a screen reader says: the ends of every curve.
    private var summary: String {
        var sentences: [String] = []
        let shown = series.filter { !$0.isBackground }
        for curve in shown.prefix(6) {
            let finite = zip(curve.x, curve.y).filter { $0.1.isFinite }
            guard let first = finite.first, let last = finite.last else { continue }
            let numbers = [first.1, last.1].map { NumberText.significant($0) }
            sentences.append(
                "\(curve.name) goes from \(numbers[0]) at \(xLabel) \(Axis.name(of: first.0, in: xNames)) to "
                    + "\(numbers[1]) at \(Axis.name(of: last.0, in: xNames)).")
        }
        sentences += markers.map { "\($0.label) at \(xLabel) \(Axis.name(of: $0.x, in: xNames))." }
        if series.count > shown.count { sentences.append("\(series.count - shown.count) more curves.") }
        return sentences.joined(separator: " ")
    }
}
