import Foundation
import Machine
import Runs

/// `assay sweep --status`: all sweeps, or one.
package enum ShowSweep {
    package static func perform(
        _ name: String?, runsFolder: String, output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        output.catching {
            guard let name else { return try list(runsFolder, output: output) }
            let directory = try SweepDirectory.find(name, in: runsFolder)
            let state = try directory.state()
            guard let summary = summary(directory, state) else {
                throw RunError.damaged(path: directory.path, reason: "its ledger has no first line")
            }
            let workers = SweepWorkers(directory, state)
            if output.isJSON {
                output.results.line(try RunJSON.encodeLine(Status(summary: summary, workers: workers)))
            } else {
                let text = SweepStatusText(summary, state: state, directory: directory)
                let lines = text.lines(output.results)
                for line in lines.dropLast(2) + workers.lines(output.results) + lines.suffix(2) {
                    output.results.line(line)
                }
            }
            return .done
        }
    }

    /// The summary, with who works on it.
    private struct Status: Encodable {
        var summary: SweepSummary
        var workers: SweepWorkers

        func encode(to encoder: any Encoder) throws {
            try summary.encode(to: encoder)
            try workers.encode(to: encoder)
        }
    }

    private static func list(
        _ runsFolder: String, output: CommandOutput
    ) throws -> CommandStatus {
        let rows = try SweepDirectory.all(in: runsFolder).compactMap { directory in
            try summary(directory, directory.state()).map { Row($0, directory) }
        }
        if output.isJSON {
            output.results.line(try RunJSON.encodeLine(rows))
            return .done
        }
        guard !rows.isEmpty else {
            output.messages.line("there are no sweeps in '\(runsFolder)' yet; 'assay sweep SPEC' makes one")
            return .done
        }
        var table = TextTable([.left, .left, .right, .left])
        table.row(["SWEEP", "STATUS", "TRIALS", "BEST"].map { output.results.painted($0, .dim) })
        for row in rows { table.row(row.cells) }
        for line in table.lines() { output.results.line(line) }
        return .done
    }

    /// What a sweep has come to, from its ledger; importance from its last summary, since it takes long to compute.
    static func summary(_ directory: SweepDirectory, _ state: SweepState) -> SweepSummary? {
        guard let opening = state.opening else { return nil }
        let last = try? RunJSON.decode(SweepSummary.self, from: directory.file(SweepFile.summary))
        let total = opening.trials.map { $0 + state.moreTrials * opening.repeats }
        let isDone = total.map { state.records.count >= $0 } ?? false
        let isRunning = !isDone && !SweepWorker.living(in: directory).isEmpty
        return SweepSummary(
            opening: opening, state: state,
            status: isDone ? "completed" : isRunning ? "running" : "interrupted", total: total,
            dropped: last?.droppedCombinations ?? 0, importance: last?.importance ?? [],
            importancePoints: last?.importancePoints)
    }

    /// One sweep of a list.
    struct Row: Encodable {
        var sweep: String
        var path: String
        var status: String
        var counts: SweepSummary.Counts
        var objective: String
        var best: SweepSummary.Best?

        init(_ summary: SweepSummary, _ directory: SweepDirectory) {
            sweep = directory.id
            path = directory.path
            status = summary.status
            counts = summary.counts
            objective = summary.objective
            best = summary.best
        }

        var cells: [String] {
            let total = counts.total.map { "/" + NumberText.count($0) } ?? ""
            let found = best.map { "\(objective) \(NumberText.figure($0.value)) (\($0.label))" } ?? ""
            return [sweep, status, NumberText.count(counts.ended) + total, found]
        }
    }
}
