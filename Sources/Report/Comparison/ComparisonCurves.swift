import Runs

/// The curves of several runs in one picture, a figure of the epochs each.
///
/// Up to eight runs have a color each; of more, the best one and the baseline have, and the others are drawn faintly.
/// Groups are drawn as their mean with a band of one standard deviation over their runs.
struct ComparisonCurves {
    let comparison: Comparison
    /// One for each run; nil where there is none.
    private let tables: [CSVTable?]

    private static let colored = 8

    init(_ comparison: Comparison) {
        self.comparison = comparison
        tables = comparison.runs.map { CSVTable(path: $0.directory.file(RunFile.metricsTable)) }
    }

    /// The losses, and the metric that stands for the runs.
    var charts: [LineChart] {
        var names = ["val_loss", "train_loss"]
        if let metric = comparison.runs.lazy.compactMap(\.metrics?.headline).first?.metric {
            let name = "val_\(metric)"
            if metric != "loss", !repeatsLoss(name) { names.insert(name, at: 1) }
        }
        return names.compactMap(chart)
    }

    /// A metric that is the loss would be drawn twice.
    private func repeatsLoss(_ name: String) -> Bool {
        tables.compactMap { $0 }.allSatisfy { table in
            guard let loss = table["val_loss"], let metric = table[name] else { return false }
            return zip(loss, metric).allSatisfy { abs($0 - $1) <= 1e-6 * abs($0) || ($0.isNaN && $1.isNaN) }
        }
    }

    private func chart(_ name: String) -> LineChart? {
        let series = comparison.groups.isEmpty ? runSeries(name) : groupSeries(name)
        guard !series.isEmpty else { return nil }
        var chart = LineChart(title: name, xLabel: "epoch", yLabel: name, series: series)
        chart.isXInteger = true
        chart.offersLogarithmicX = true
        // A first epoch far above the rest would press the others flat.
        let values = series.flatMap(\.y).filter(\.isFinite)
        if let low = values.min(), let high = values.max() {
            chart.startsLogarithmicY = low > 0 && high > 30 * low
        }
        chart.smoothing = LineChart.Smoothing(isOnAtFirst: false)
        if !comparison.groups.isEmpty {
            chart.note = "Means over the runs of a group; the band is one standard deviation to both sides."
        } else if series.contains(where: \.isBackground) {
            chart.note = "\(series.count) runs; in color the best and the baseline."
        }
        return chart
    }

    private func runSeries(_ name: String) -> [LineChart.Series] {
        let best = comparison.metrics.first?.best
        let isCrowded = comparison.runs.count > Self.colored
        var background: [LineChart.Series] = []
        var shown: [LineChart.Series] = []
        for (index, table) in tables.enumerated() {
            guard let table, let epochs = table["epoch"], let values = table[name],
                values.contains(where: \.isFinite)
            else { continue }
            var label = comparison.label(index)
            if index == comparison.baseline, comparison.runs.count > 1 { label += " (baseline)" }
            if index == best, comparison.runs.count > 1 { label += " (best)" }
            var series = LineChart.Series(label, x: epochs, y: values)
            if isCrowded, index != best, index != comparison.baseline {
                series.isBackground = true
                background.append(series)
            } else {
                series.color = isCrowded ? shown.count : index
                shown.append(series)
            }
        }
        return background + shown
    }

    private func groupSeries(_ name: String) -> [LineChart.Series] {
        comparison.groups.enumerated().compactMap { index, group in
            let members = group.runs.compactMap { tables[$0]?[name] }
            let length = members.map(\.count).max() ?? 0
            guard length > 0 else { return nil }
            let spread = (0..<length).map { epoch in
                RunGroup.Statistics(
                    members.filter { $0.count > epoch && $0[epoch].isFinite }.map { $0[epoch] })
            }
            let means = spread.map { $0.mean ?? .nan }
            let widths = spread.map { $0.deviation ?? 0 }
            let values = group.values.map { $0.map(ComparisonMarkdown.shortText) ?? "–" }
            let label = values.isEmpty ? "all runs" : values.joined(separator: " · ")
            var series = LineChart.Series(
                "\(label) (\(members.count))", x: (1...length).map(Double.init), y: means)
            series.band = (zip(means, widths).map { $0 - $1 }, zip(means, widths).map { $0 + $1 })
            series.color = index
            return series
        }
    }
}
