import Machine

/// Horizontal bars with names: importances, coefficients, errors of groups.
///
/// Bars begin at zero; negative ones go left in another color. Each may carry an interval.
///
/// - Limits: the first `limit` bars are drawn, the note counts the rest; a value that is not finite has no bar and says
///   so at its place
package struct BarChart: Chart {
    package static let kind = "bar"

    package struct Bar: Sendable {
        package var name: String
        package var value: Double
        /// Ends of a line over the bar: a deviation, a confidence interval.
        package var interval: (low: Double, high: Double)?
        /// What the pointer shows beside name and value.
        package var remark: String?

        package init(_ name: String, value: Double, interval: (low: Double, high: Double)? = nil) {
            self.name = name
            self.value = value
            self.interval = interval
        }
    }

    package var title: String
    package var xLabel: String
    /// From the top down.
    package var bars: [Bar]
    package var limit = 30
    package var note: String?

    package init(title: String, xLabel: String, bars: [Bar]) {
        self.title = title
        self.xLabel = xLabel
        self.bars = bars
    }

    package func figure() -> Figure {
        let shown = Array(bars.prefix(limit))
        let ends = shown.compactMap(\.interval).flatMap { [$0.low, $0.high] }
        let values: [Double] = shown.map(\.value) + ends
        guard shown.contains(where: { $0.value.isFinite }),
            let x = Axis(xLabel, fitting: values, includesZero: true)
        else {
            return .empty(kind: Self.kind, title: title, reason: "There is no finite value to draw.")
        }
        var size = DrawingSize.standard
        size.height = max(120, 50 + Double(shown.count) * 20)
        let names = Axis("", categories: shown.reversed().map { TextWidth.fitted($0.name, to: 150) })
        let plot = CartesianPlot(x: x, y: names, in: size)
        var drawing = SVGDrawing()
        plot.draw(into: &drawing) { drawing in
            for (index, bar) in shown.enumerated() {
                draw(bar, at: Double(shown.count - 1 - index), plot, &drawing)
            }
            if x.low < 0, let zero = plot.horizontal(0) {
                drawing.line(zero, plot.frame.top, zero, plot.frame.bottom, "axis")
            }
        }
        var figure = Figure(
            kind: Self.kind, title: title, description: summary(shown),
            drawings: [Figure.Drawing(drawing, size: size)])
        let rest = bars.count - shown.count
        let parts = [rest > 0 ? "\(NumberText.count(rest)) more are not shown." : nil, note]
        let text = parts.compactMap { $0 }.joined(separator: " ")
        figure.note = text.isEmpty ? nil : text
        return figure
    }

    private func draw(_ bar: Bar, at place: Double, _ plot: CartesianPlot, _ drawing: inout SVGDrawing) {
        guard let middle = plot.vertical(place), let zero = plot.horizontal(0) else { return }
        let thickness = min(14, plot.frame.height / Double(max(1, min(limit, bars.count))) * 0.7)
        guard let end = plot.horizontal(bar.value) else {
            drawing.text("not finite", x: zero + 4, y: middle + 4, "label")
            return
        }
        let remark = bar.remark.map { "\n" + $0 } ?? ""
        drawing.rectangle(
            x: min(zero, end), y: middle - thickness / 2, width: max(0.8, abs(end - zero)), height: thickness,
            bar.value < 0 ? "bar c1" : "bar c0",
            title: "\(bar.name)\n\(xLabel) \(NumberText.significant(bar.value))\(remark)")
        guard let interval = bar.interval, let low = plot.horizontal(interval.low),
            let high = plot.horizontal(interval.high)
        else { return }
        drawing.line(low, middle, high, middle, "whisker")
        for place in [low, high] { drawing.line(place, middle - 3, place, middle + 3, "whisker") }
    }

    private func summary(_ shown: [Bar]) -> String {
        let parts = shown.prefix(10).map { "\($0.name) \(NumberText.significant($0.value))" }
        let rest = bars.count > 10 ? ", and \(bars.count - 10) more" : ""
        return parts.joined(separator: ", ") + rest + "."
    }
}
