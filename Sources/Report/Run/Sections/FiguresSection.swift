import Runs

/// All figures of all splits, with the baselines beside them.
package enum FiguresSection: RunSection {
    package static let name = "figures"
    package static let title = "Figures"

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let metrics = run.metrics, !metrics.splits.isEmpty else { return nil }
        let splits = order(metrics.splits.keys)
        let baselines = metrics.baselines.keys.sorted()
        let scored = run.scoredSplit
        var table = HTMLTable(
            [.init("")] + splits.map { .init($0, isNumber: true) }
                + baselines.map { .init("\($0) (\(scored))", isNumber: true) })
        for name in metrics.names {
            var cells = [metrics.label(of: name) + arrow(metrics.directions[name])]
            cells += splits.map { split in
                text(metrics.splits[split]?[name]) + spread(metrics.crossValidation?.deviation[split]?[name])
            }
            cells += baselines.map { text(metrics.baselines[$0]?[scored]?[name]) }
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
        return html + paragraph(remarks.joined(separator: " "), style: "note")
    }

    private static func originalUnits(_ metrics: RunMetrics) -> HTMLText {
        let splits = order(metrics.originalUnits.keys)
        var table = HTMLTable(
            [.init("")] + splits.map { .init($0, isNumber: true) }, caption: "In the target's own units")
        for name in metrics.names {
            guard splits.contains(where: { metrics.originalUnits[$0]?[name] != nil }) else { continue }
            let cells = splits.map { split in
                text(metrics.originalUnits[split]?[name])
                    + spread(metrics.crossValidation?.deviationInOriginalUnits[split]?[name])
            }
            table.row([metrics.label(of: name) + arrow(metrics.directions[name])] + cells)
        }
        return table.html
    }

    /// The standard deviation over the folds of a cross-validation.
    static func spread(_ deviation: Double??) -> String {
        guard let deviation = deviation ?? nil else { return "" }
        return " ± " + NumberText.significant(deviation, digits: 2)
    }

    static func order(_ names: some Collection<String>) -> [String] {
        let known = ["train", "val", "test"].filter(names.contains)
        return known + names.filter { !known.contains($0) }.sorted()
    }

    static func arrow(_ direction: String?) -> String {
        switch direction {
        case "minimize": " ↓"
        case "maximize": " ↑"
        default: ""
        }
    }

    static func text(_ value: Double??) -> String {
        guard let value = value ?? nil else { return "–" }
        return NumberText.significant(value, digits: 5)
    }
}
