import Machine
import Runs

/// The folds of a cross-validation: figures of each with their mean and spread, and the validation curve of each.
package enum FoldsSection: RunSection {
    package static let name = "folds"
    package static let title = "Folds"
    private static let mostRows = 50
    private static let mostColors = 8

    package static func body(_ run: RunContents) -> HTMLText? {
        var html = HTMLText.empty
        if let metrics = run.metrics, let validation = metrics.crossValidation, !validation.folds.isEmpty {
            html += table(metrics, validation)
            if !validation.outOfFold.isEmpty { html += pooled(metrics, validation) }
        }
        // One that runs or was interrupted has curves and no figures yet.
        if let chart = curves(run) { html += figureGrid([("fold-curves", chart.figure())]) }
        return html == .empty ? nil : html
    }

    private static func table(
        _ metrics: RunMetrics, _ validation: RunMetrics.CrossValidation
    ) -> HTMLText {
        var table = HTMLTable(
            [
                .init("fold"), .init("status"), .init("epochs", isNumber: true),
                .init("validation rows", isNumber: true),
            ] + metrics.names.map { .init("val " + metrics.label(of: $0), isNumber: true) })
        for fold in validation.folds.prefix(mostRows) {
            let figures = metrics.names.map { NumberText.figure(fold.splits["val"]?[$0]) }
            let rows = fold.rows["val"].map { NumberText.count($0) } ?? "–"
            table.row(["\(fold.fold)", fold.status, NumberText.count(fold.epochs), rows] + figures)
        }
        let mean = metrics.names.map { NumberText.figure(metrics.splits["val"]?[$0]) }
        let deviation = metrics.names.map { NumberText.figure(validation.deviation["val"]?[$0]) }
        table.row(["mean", "", "", ""] + mean, style: "chosen")
        table.row(["standard deviation", "", "", ""] + deviation, style: "chosen")
        let rest = validation.folds.count - mostRows
        return table.html
            + (rest > 0
                ? paragraph("\(rest) more folds are in metrics.json.", style: "note") : HTMLText.empty)
    }

    /// The measures of all rows that were predicted out of fold, taken together.
    private static func pooled(
        _ metrics: RunMetrics, _ validation: RunMetrics.CrossValidation
    ) -> HTMLText {
        let figures = metrics.names.compactMap { name -> String? in
            guard let value = validation.outOfFold[name] ?? nil else { return nil }
            return "\(metrics.label(of: name)) \(NumberText.figure(value))"
        }
        guard !figures.isEmpty else { return .empty }
        let units = metrics.originalUnits.isEmpty ? "" : " in the target's own units"
        return paragraph(
            "All rows predicted out of fold, taken together\(units): \(figures.joined(separator: ", ")).",
            style: "note")
    }

    /// The validation loss of each fold over its epochs: in color while colors can be told apart.
    private static func curves(_ run: RunContents) -> LineChart? {
        guard let table = run.folds, let folds = table.numbers("fold"), let epochs = table.numbers("epoch"),
            let values = table.numbers("val_loss")
        else { return nil }
        var rows: [Int: [Int]] = [:]
        for (row, fold) in folds.enumerated() where fold.isFinite { rows[Int(fold), default: []].append(row) }
        let order = rows.keys.sorted()
        let series = order.enumerated().map { place, fold in
            let own = rows[fold] ?? []
            var series = LineChart.Series(
                "fold \(fold)", x: own.map { epochs[$0] }, y: own.map { values[$0] })
            series.color = place
            series.isBackground = order.count > mostColors
            return series
        }
        guard series.contains(where: { $0.x.count > 1 }) else { return nil }
        var chart = LineChart(
            title: "Validation loss of each fold", xLabel: "epoch", yLabel: "val_loss", series: series)
        chart.isXInteger = true
        chart.offersLogarithmicX = true
        chart.smoothing = .init(isOnAtFirst: false)
        let finite = values.filter(\.isFinite)
        if let low = finite.min(), let high = finite.max(), low > 0 {
            chart.startsLogarithmicY = high / low > 100
        }
        if order.count > mostColors { chart.note = "\(order.count) folds." }
        return chart
    }
}
