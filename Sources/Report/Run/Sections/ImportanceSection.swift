import Runs

/// Permutation importance: by how much the loss grows when one feature is shuffled.
package enum ImportanceSection: RunSection {
    package static let name = "importance"
    package static let title = "Feature importance"

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let found = run.importance, !found.features.isEmpty else { return nil }
        let bars = found.features.map {
            BarChart.Bar($0.name, value: $0.increase, interval: ($0.lowest, $0.highest))
        }
        var chart = BarChart(
            title: "Permutation importance", xLabel: "increase of the loss when shuffled", bars: bars)
        var notes = [
            "\(NumberText.count(found.rows)) of \(NumberText.count(found.splitRows)) \(found.split) rows, "
                + "\(found.repeats) shuffles each, lines from the smallest to the largest; the loss is "
                + "\(NumberText.significant(found.loss)) as they are."
        ]
        if found.skipped > 0 { notes.append("\(found.skipped) features were not looked at.") }
        chart.note = notes.joined(separator: " ")
        return figureGrid([("importance-figure", chart.figure())])
    }
}
