import Foundation
import Machine

/// How often values fall where: bars of equal width, one group of bars for each series.
///
/// - Limits: between 8 and 50 bars, by the rule of Freedman and Diaconis (Zeitschrift für Wahrscheinlichkeitstheorie
///   57, 1981): width = 2 · interquartile range / ∛n; values that are not finite are left out and counted in the note
package struct HistogramChart: Chart {
    package static let kind = "histogram"

    package struct Series: Sendable {
        package var name: String
        package var values: [Double]

        package init(_ name: String, values: [Double]) {
            self.name = name
            self.values = values
        }
    }

    package var title: String
    package var xLabel: String
    package var series: [Series]
    /// What is counted.
    package var countLabel = "rows"
    /// A vertical line, zero for residuals.
    package var mark: Double?
    package var note: String?

    package init(title: String, xLabel: String, series: [Series]) {
        self.title = title
        self.xLabel = xLabel
        self.series = series
    }

    package func figure() -> Figure {
        let finite = series.map { $0.values.filter(\.isFinite) }
        guard let bins = Bins(finite.flatMap { $0 }) else {
            return .empty(kind: Self.kind, title: title, reason: "There is no finite value to count.")
        }
        let counts = finite.map(bins.counts)
        let drawings = [Axis.Scale.linear, .logarithmic].map { scale in
            Figure.Drawing(
                draw(counts, bins, scale), size: DrawingSize.standard, variant: scale == .linear ? "" : "y")
        }
        var figure = Figure(
            kind: Self.kind, title: title, description: summary(bins, counts), drawings: drawings)
        if series.count > 1 {
            figure.legend = series.indices.map { .init(series[$0].name, style: SeriesStyle.of($0)) }
        }
        figure.note = notes(series.reduce(0) { $0 + $1.values.count } - finite.reduce(0) { $0 + $1.count })
        return figure
    }

    private func draw(_ counts: [[Int]], _ bins: Bins, _ scale: Axis.Scale) -> SVGDrawing {
        let most = Double(counts.map { $0.max() ?? 0 }.max() ?? 1)
        let x = Axis(xLabel, from: bins.low, to: bins.high)
        // A bar of one row must be seen on a logarithmic axis too.
        let y =
            scale == .linear
            ? Axis(countLabel, from: 0, to: most * 1.05)
            : Axis(countLabel, from: 0.5, to: most * 1.5, scale: .logarithmic)
        let plot = CartesianPlot(x: x, y: y, in: DrawingSize.standard)
        var drawing = SVGDrawing()
        plot.draw(into: &drawing) { drawing in
            for index in counts.indices { draw(counts[index], index, bins, plot, &drawing) }
            if let mark, mark > x.low, mark < x.high, let place = plot.horizontal(mark) {
                drawing.line(place, plot.frame.top, place, plot.frame.bottom, "reference-line")
            }
        }
        return drawing
    }

    private func draw(
        _ counts: [Int], _ index: Int, _ bins: Bins, _ plot: CartesianPlot, _ drawing: inout SVGDrawing
    ) {
        let style = "bar \(SeriesStyle.of(index))" + (series.count > 1 ? " see-through" : "")
        for (bin, count) in counts.enumerated() where count > 0 {
            let low = bins.edge(bin)
            let high = bins.edge(bin + 1)
            guard let left = plot.point(low, Double(count)), let right = plot.horizontal(high) else {
                continue
            }
            let name = series.count > 1 ? series[index].name + "\n" : ""
            let range = "\(NumberText.significant(low)) to \(NumberText.significant(high))"
            drawing.rectangle(
                x: left.x + 0.5, y: left.y, width: right - left.x - 1, height: plot.frame.bottom - left.y,
                style,
                title: "\(name)\(range)\n\(NumberText.count(count)) \(countLabel)")
        }
    }

    private func notes(_ lost: Int) -> String? {
        let parts = [
            lost > 0 ? "\(NumberText.count(lost)) values that are not finite are left out." : nil, note,
        ]
        let text = parts.compactMap { $0 }.joined(separator: " ")
        return text.isEmpty ? nil : text
    }

    private func summary(_ bins: Bins, _ counts: [[Int]]) -> String {
        let sentences = zip(series, counts).map { series, counts in
            let total = counts.reduce(0, +)
            guard let most = counts.max(), let bin = counts.firstIndex(of: most) else { return "" }
            let range =
                "\(NumberText.significant(bins.edge(bin))) to \(NumberText.significant(bins.edge(bin + 1)))"
            return "\(series.name): \(NumberText.count(total)) values, most of them, \(most), from \(range)."
        }
        return sentences.joined(separator: " ")
    }
}

/// Equal stretches of a range.
struct Bins: Sendable {
    let low: Double
    let high: Double
    let count: Int

    /// Nil without values.
    init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let axis = Axis("", from: first, to: last)
        low = axis.low
        high = axis.high
        let spread = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
        let width = 2 * spread / cbrt(Double(sorted.count))
        let wanted = width > 0 ? (high - low) / width : 0
        count = first == last ? 1 : Int(min(50, max(8, wanted.isFinite ? wanted : 50)))
    }

    func edge(_ index: Int) -> Double { low + (high - low) * Double(index) / Double(count) }

    func counts(_ values: [Double]) -> [Int] {
        var counts = [Int](repeating: 0, count: count)
        let scale = Double(count) / (high - low)
        for value in values { counts[min(count - 1, max(0, Int((value - low) * scale)))] += 1 }
        return counts
    }
}
