import Machine
import Runs

/// A sweep as Markdown: how its trials ended, the best of them, and what mattered.
package struct SweepMarkdown {
    package let text: String
    private static let count = 10

    package init(_ sweep: SweepContents) {
        var lines = ["# " + ComparisonMarkdown.escaped(sweep.summary.name), ""]
        let states = TrialEnd.allCases.compactMap { state in
            let count = sweep.trials.count { $0.state == state }
            return count > 0 ? "\(NumberText.count(count)) \(state.rawValue)" : nil
        }
        lines += [
            "**\(sweep.summary.status)**, \(NumberText.count(sweep.trials.count)) trials: "
                + states.joined(separator: ", "), "",
        ]
        if let point = sweep.summary.points.first, let repeats = sweep.summary.best?.repeats {
            let seeds = point.count == repeats ? "\(repeats)" : "\(point.count) of \(repeats)"
            let mean = NumberText.figure(point.mean)
            lines += [
                "Best point by its mean over \(seeds) seeds: \(point.point), \(sweep.objective) \(mean).", "",
            ]
        }
        if !sweep.ranking.isEmpty { lines += Self.best(sweep) }
        let importance = sweep.summary.importance
        if !importance.isEmpty {
            let rows = importance.map { [$0.parameter, NumberText.significant($0.share, digits: 2)] }
            lines +=
                [""]
                + ComparisonMarkdown.table(
                    headings: ["parameter", "share of the variation"], isFigure: [false, true], rows: rows)
            if let caveat = sweep.summary.importanceCaveat { lines += ["", "The importance \(caveat)."] }
        }
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func best(_ sweep: SweepContents) -> [String] {
        let rows = sweep.ranking.prefix(count).map { row in
            ["\(sweep.trials[row].number)", NumberText.figure(sweep.trials[row].score)]
                + sweep.parameters.map { parameter in
                    parameter.categories == nil && parameter.values[row].isFinite
                        ? NumberText.significant(parameter.values[row]) : parameter.texts[row]
                }
        }
        return ComparisonMarkdown.table(
            headings: ["trial", sweep.objective] + sweep.parameters.map(\.path),
            isFigure: [true, true] + sweep.parameters.map { $0.categories == nil }, rows: rows)
    }
}
