import Machine
import Runs

/// All figures of all splits, with the baselines beside them.
package enum FiguresSection: RunSection {
    package static let name = "figures"
    package static let title = "Figures"

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let metrics = run.metrics, !metrics.splits.isEmpty else { return nil }
        let splits = RunMetrics.ordered(metrics.splits.keys)
        let baselines = metrics.baselines.keys.sorted()
        let scored = run.scoredSplit
        var table = HTMLTable(
            [.init("")] + splits.map { .init($0, isNumber: true) }
                + baselines.map { .init("\($0) (\(scored))", isNumber: true) })
        for name in metrics.names {
            var cells = [metrics.heading(of: name)]
            cells += splits.map { split in
                NumberText.figure(
                    metrics.splits[split]?[name], deviation: metrics.crossValidation?.deviation[split]?[name])
            }
            cells += baselines.map { NumberText.figure(metrics.baselines[$0]?[scored]?[name]) }
            table.row(cells, style: name == metrics.headline?.metric ? "chosen" : "")
        }
        var html = table.html
        if !metrics.originalUnits.isEmpty { html += originalUnits(metrics) }
        var remarks =
            metrics.crossValidation == nil
            ? ["Figures belong to the \(metrics.weights) weights."]
            : ["Means ± standard deviations over the folds (divisor n − 1)."]
        if let rate = metrics.stepsPerSecond {
            remarks.append("\(NumberText.count(Int(rate))) steps a second in training.")
        }
        if let decision = metrics.decision {
            for sentence in DecisionText.sentences(decision, metrics.positive) {
                html += paragraph(sentence.prefix(1).uppercased() + sentence.dropFirst() + ".")
            }
        }
        return html + paragraph(remarks.joined(separator: " "), style: "note")
    }

    private static func originalUnits(_ metrics: RunMetrics) -> HTMLText {
        let splits = RunMetrics.ordered(metrics.originalUnits.keys)
        var table = HTMLTable(
            [.init("")] + splits.map { .init($0, isNumber: true) }, caption: "In the target's own units")
        for name in metrics.names {
            guard splits.contains(where: { metrics.originalUnits[$0]?[name] != nil }) else { continue }
            let cells = splits.map { split in
                NumberText.figure(
                    metrics.originalUnits[split]?[name],
                    deviation: metrics.crossValidation?.deviationInOriginalUnits[split]?[name])
            }
            table.row([metrics.heading(of: name)] + cells)
        }
        return table.html
    }
}
