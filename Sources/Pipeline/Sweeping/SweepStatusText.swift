import Machine
import Runs

/// A sweep on a screen: counts, the best trials, what mattered.
struct SweepStatusText {
    let summary: SweepSummary
    let state: SweepState
    let directory: SweepDirectory

    /// Trials that are listed.
    private static let shown = 10

    init(_ summary: SweepSummary, state: SweepState, directory: SweepDirectory) {
        self.summary = summary
        self.state = state
        self.directory = directory
    }

    func lines(_ terminal: Terminal) -> [String] {
        var lines = [
            terminal.painted(summary.name, .bold) + "  " + terminal.painted(summary.status, paint),
            countsText,
        ]
        lines += state.conflicts.sorted { $0.key < $1.key }.prefix(Self.shown).map { $0.value.sentence }
        if summary.points.isEmpty {
            lines += [""] + best(terminal)
        } else {
            lines += [""] + points(terminal) + bestTrial
        }
        if !summary.importance.isEmpty {
            let shares = summary.importance.map { importance in
                "\(importance.parameter) \(Int((importance.share * 100).rounded())) %"
            }
            lines += ["", "importance  " + shares.joined(separator: ", ")]
            if let caveat = summary.importanceCaveat { lines.append("            " + caveat) }
        }
        lines += ["", directory.path]
        return lines
    }

    private var paint: Paint {
        switch summary.status {
        case "completed": .good
        case "running": .accent
        default: .caution
        }
    }

    private var countsText: String {
        let counts = summary.counts
        var pieces: [String] = []
        if let total = counts.total {
            pieces.append("\(NumberText.count(counts.ended)) of \(NumberText.count(total, "trial")) ended")
        } else {
            pieces.append(NumberText.count(counts.ended, "trial") + " ended")
        }
        for (count, word) in [
            (counts.completed, "completed"), (counts.stopped, "stopped early"), (counts.pruned, "pruned"),
            (counts.diverged, "diverged"), (counts.failed, "failed"),
        ] where count > 0 {
            pieces.append("\(NumberText.count(count)) \(word)")
        }
        if summary.droppedCombinations > 0 {
            let count = NumberText.count(summary.droppedCombinations, "combination")
            pieces.append(count + " left out by constraints")
        }
        return pieces.joined(separator: ", ")
    }

    /// The best trials, one line each.
    private func best(_ terminal: Terminal) -> [String] {
        let ranking = state.ranking.prefix(Self.shown)
        guard !ranking.isEmpty else { return ["no trial has a result yet"] }
        let arrow = summary.direction == "maximize" ? "↑" : "↓"
        var table = TextTable([.right, .right] + summary.parameters.map { _ in .right } + [.left])
        let header = ["TRIAL", "\(summary.objective) \(arrow)"] + summary.parameters + ["DIRECTORY"]
        table.row(header.map { terminal.painted($0, .dim) })
        for record in ranking {
            table.row(
                ["\(record.number)", NumberText.figure(record.objective)]
                    + summary.parameters.map { Self.text(record.parameters[$0]) }
                    + [SweepFile.trials + "/" + record.folderName])
        }
        return table.lines()
    }

    /// What the luckiest seed reached, as a footnote.
    private var bestTrial: [String] {
        guard let best = summary.bestTrial else { return [] }
        return [
            "",
            "best.yaml is the best point by its mean; the best single trial is \(best.trial) with "
                + "\(NumberText.figure(best.value)) (\(best.directory))",
        ]
    }

    private func points(_ terminal: Terminal) -> [String] {
        var table = TextTable([.right, .right, .right, .right] + summary.parameters.map { _ in .right })
        let header = ["POINT", "mean \(summary.objective)", "±", "trials"] + summary.parameters
        table.row(header.map { terminal.painted($0, .dim) })
        let repeats = state.opening?.repeats ?? 1
        for point in summary.points.prefix(Self.shown) {
            table.row(
                [
                    "\(point.point)", NumberText.figure(point.mean), NumberText.figure(point.deviation),
                    point.count == repeats ? "\(point.count)" : "\(point.count) of \(repeats)",
                ] + summary.parameters.map { Self.text(point.parameters[$0]) })
        }
        return table.lines()
    }

    /// A parameter as short as a table needs it.
    static func text(_ value: JSONValue?) -> String {
        switch value {
        case .number(let number)?: NumberText.significant(number)
        case let value?: value.text
        case nil: "–"
        }
    }
}
