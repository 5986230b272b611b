import Machine
import Runs

/// Permutation importance: by how much the loss grows when one column of the source is shuffled.
package enum ImportanceSection: RunSection {
    package static let name = "importance"
    package static let title = "Feature importance"

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let found = run.importance else { return nil }
        let lost = leftOut(found)
        let gains = gainChart(found)
        guard !found.features.isEmpty else {
            return gains.map { figureGrid([("gain-figure", $0.figure())]) }
                ?? lost.map { paragraph($0, style: "note") }
        }
        let bars = found.features.map {
            BarChart.Bar($0.name, value: $0.increase, interval: ($0.lowest, $0.highest))
        }
        var chart = BarChart(
            title: "Permutation importance", xLabel: "increase of the loss when shuffled", bars: bars)
        chart.note = [what(found), measured(found), lost].compactMap { $0 }.joined(separator: " ")
        let figures = [("importance-figure", chart.figure())]
        return figureGrid(figures + (gains.map { [("gain-figure", $0.figure())] } ?? []))
    }

    /// What the splits of trees gain.
    private static func gainChart(_ found: RunImportance) -> BarChart? {
        guard let gains = found.gains, !gains.isEmpty else { return nil }
        var chart = BarChart(
            title: "Gain of the splits", xLabel: "share of all gain",
            bars: gains.map { BarChart.Bar($0.name, value: $0.share) })
        chart.note =
            "By how much the splits of the trees by each feature lower the loss of the training rows. Features with many "
            + "values gain more than they are worth; the permutation importance does not favor them."
        return chart
    }

    private static func what(_ found: RunImportance) -> String {
        switch found.unit {
        case .columns:
            "Columns of the source, each shuffled before the steps, so that everything made from it changes with it."
        case .numbers: "The single numbers of the tensors, each shuffled by itself."
        case nil:
            "What the model reads, each column shuffled by itself: a version of assay before 0.2 measured it."
        }
    }

    private static func measured(_ found: RunImportance) -> String {
        let loss = found.loss.map { "; the loss is \(NumberText.significant($0)) as they are" } ?? ""
        return "\(NumberText.count(found.rows)) of \(NumberText.count(found.splitRows)) \(found.split) rows, "
            + "\(found.repeats) shuffles each, lines from the smallest to the largest\(loss)."
    }

    /// Columns without a bar, by the reason.
    private static func leftOut(_ found: RunImportance) -> String? {
        guard let columns = found.leftOut, !columns.isEmpty else { return nil }
        var reasons: [String] = []
        for column in columns where !reasons.contains(column.reason) { reasons.append(column.reason) }
        return reasons.map { reason in
            let names = columns.filter { $0.reason == reason }.map(\.name)
            let shown = names.prefix(10).joined(separator: ", ")
            let rest = names.count > 10 ? " and \(names.count - 10) more" : ""
            return "Not shuffled: \(shown)\(rest) (\(reason))."
        }.joined(separator: " ")
    }
}
