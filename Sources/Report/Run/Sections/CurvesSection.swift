import Runs

/// Loss and metrics over the epochs, the loss over the steps, and the norms where they were logged.
package enum CurvesSection: RunSection {
    package static let name = "curves"
    package static let title = "Curves"

    package static func body(_ run: RunContents) -> HTMLText? {
        var figures: [(id: String, figure: Figure)] = []
        if let curves = run.curves, curves.rows > 1, let epochs = curves.numbers("epoch") {
            figures.append(("curve-loss", loss(curves, epochs, run).figure()))
            for (index, name) in metricNames(curves).enumerated() {
                figures.append(("curve-metric-\(index)", metric(name, curves, epochs, run).figure()))
            }
        }
        if let steps = run.steps, steps.rows > 20, let x = steps.numbers("step"),
            let y = steps.numbers("loss")
        {
            var chart = LineChart(
                title: "Loss of every step", xLabel: "step", yLabel: "loss",
                series: [.init("loss", x: x, y: y)])
            chart.isXInteger = true
            chart.offersLogarithmicX = true
            chart.smoothing = .init(isOnAtFirst: true)
            let values = y.filter(\.isFinite)
            if let low = values.min(), let high = values.max(), low > 0 {
                chart.startsLogarithmicY = high / low > 10
            }
            figures.append(("curve-steps", chart.figure()))
        }
        if let norms = norms(run) { figures.append(("curve-norms", norms.figure())) }
        return figures.isEmpty ? nil : figureGrid(figures)
    }

    private static func loss(_ curves: CSVTable, _ epochs: [Double], _ run: RunContents) -> LineChart {
        let series = ["train_loss", "val_loss"].compactMap { name in
            curves.numbers(name).map { LineChart.Series(name, x: epochs, y: $0) }
        }
        var chart = LineChart(title: "Loss", xLabel: "epoch", yLabel: "loss", series: series)
        chart.isXInteger = true
        chart.offersLogarithmicX = true
        chart.smoothing = .init(isOnAtFirst: false)
        chart.markers = bestEpoch(run)
        if let rates = curves.numbers("lr") { chart.beneath = .init("lr", x: epochs, y: rates) }
        chart.startsLogarithmicY = spansDecades(series)
        chart.note = meanOfFolds(run)
        return chart
    }

    private static func meanOfFolds(_ run: RunContents) -> String? {
        guard run.folds != nil else { return nil }
        return
            "Means over the folds, all of them at every epoch: one that has stopped counts with its last value."
    }

    private static func metric(
        _ name: String, _ curves: CSVTable, _ epochs: [Double], _ run: RunContents
    ) -> LineChart {
        let plain = name
        let series = ["train_" + plain, "val_" + plain].enumerated().compactMap { index, column in
            curves.numbers(column).map { values in
                var series = LineChart.Series(column, x: epochs, y: values)
                series.color = index
                return series
            }
        }
        var chart = LineChart(
            title: run.metrics?.label(of: plain) ?? plain, xLabel: "epoch", yLabel: plain, series: series)
        chart.isXInteger = true
        chart.smoothing = .init(isOnAtFirst: false)
        chart.markers = bestEpoch(run)
        chart.note = meanOfFolds(run)
        let figures = run.metrics?.baselines ?? [:]
        for baseline in figures.keys.sorted() {
            guard let value = figures[baseline]?["val"]?[plain] ?? nil else { continue }
            chart.references.append(.init(y: value, label: baseline))
        }
        return chart
    }

    /// Measured on either part, without the part's name.
    private static func metricNames(_ curves: CSVTable) -> [String] {
        var names: [String] = []
        for column in curves.names {
            for part in ["train_", "val_"] where column.hasPrefix(part) {
                let name = String(column.dropFirst(part.count))
                if name != "loss", !names.contains(name) { names.append(name) }
            }
        }
        return Array(names.prefix(8))
    }

    private static func bestEpoch(_ run: RunContents) -> [LineChart.Marker] {
        guard let best = run.metrics?.bestEpoch, best > 0 else { return [] }
        return [.init(x: Double(best), label: "best epoch")]
    }

    private static func spansDecades(_ series: [LineChart.Series]) -> Bool {
        let values = series.flatMap(\.y).filter(\.isFinite)
        guard let low = values.min(), let high = values.max(), low > 0 else { return false }
        return high / low > 100
    }

    /// One curve for each parameter array: the norm of its gradient.
    private static func norms(_ run: RunContents) -> LineChart? {
        guard let table = run.norms, let names = table.texts("parameter"),
            let epochs = table.numbers("epoch"),
            let values = table.numbers("gradient_norm")
        else { return nil }
        var series: [LineChart.Series] = []
        var places: [String: Int] = [:]
        for row in names.indices {
            let place = places[names[row]] ?? series.count
            if place == series.count {
                places[names[row]] = place
                series.append(.init(names[row], x: [], y: []))
            }
            series[place].x.append(epochs[row])
            series[place].y.append(values[row])
        }
        var chart = LineChart(
            title: "Norms of gradients", xLabel: "epoch", yLabel: "norm", series: Array(series.prefix(12)))
        chart.isXInteger = true
        chart.startsLogarithmicY = true
        if series.count > 12 { chart.note = "The first 12 of \(series.count) parameter arrays." }
        return chart
    }
}
