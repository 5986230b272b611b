import Machine

/// The curves of all trials, the best in color.
package enum TrialCurvesSection: SweepReportSection {
    package static let name = "curves"
    package static let title = "Curves"
    private static let colored = 5

    package static func body(_ sweep: SweepContents) -> HTMLText? {
        let best = Array(sweep.ranking.prefix(colored))
        var faint: [LineChart.Series] = []
        var bright: [Int: LineChart.Series] = [:]
        var column = sweep.objective
        for row in sweep.trials.indices {
            let trial = sweep.trials[row]
            guard trial.sameAs == nil || best.contains(row), let table = sweep.curves(of: trial),
                table.rows > 1,
                let epochs = table.numbers("epoch")
            else { continue }
            if !table.names.contains(column) {
                // An objective of the test rows has no curve: the loss stands for it.
                column = table.names.contains("val_loss") ? "val_loss" : "train_loss"
            }
            guard let values = table.numbers(column) else { continue }
            var series = LineChart.Series("trial \(trial.number)", x: epochs, y: values)
            if let place = best.firstIndex(of: row) {
                series.color = place
                bright[place] = series
            } else {
                series.isBackground = true
                faint.append(series)
            }
        }
        guard faint.count + bright.count > 1 else { return nil }
        let series = faint + best.indices.compactMap { bright[$0] }
        var chart = LineChart(
            title: "\(column) of all trials", xLabel: "epoch", yLabel: column, series: series)
        chart.isXInteger = true
        let finite = series.flatMap(\.y).filter(\.isFinite)
        if let low = finite.min(), let high = finite.max(), low > 0, high / low > 30 {
            chart.startsLogarithmicY = true
        }
        chart.note = "\(NumberText.count(series.count)) trials; the best \(bright.count) in color."
        chart.size.width = DrawingSize.wide.width
        chart.size.height = DrawingSize.wide.height
        return figureGrid([("trial-curves", chart.figure())])
    }
}
