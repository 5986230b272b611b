import Catalogue
import Foundation
import Machine
import Runs

/// `assay ls SWEEP`: the trials of a sweep, with the filters, orders and columns of a list of runs.
package enum ListTrials {
    package static func perform(
        _ name: String, _ request: ListRuns.Request, output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        output.catching {
            let trials = try TrialFields(try sweep(name, request.runsFolder))
            if request.listsFields {
                listFields(trials, output)
                return .done
            }
            let query = try request.query(usual: [])
            let table = trials.columns(query.names)
            let rows = try query.rows(of: table) { trials.knownNames() }
            if output.isJSON {
                output.results.line(
                    try request.columns.map { try ListRuns.json(table, rows, $0) }
                        ?? RunJSON.encodeLine(rows.map { trials.records[$0] }))
            } else {
                let text =
                    request.columns.map { ListRuns.lines(table, rows, $0, output.results) }
                    ?? lines(rows.map { trials.records[$0] }, trials.opening, output.results)
                output.results.write(text.map { $0 + "\n" }.joined())
            }
            if trials.missing > 0 {
                output.messages.line(
                    "\(NumberText.count(trials.missing, "trial")) whose directories were removed are left out"
                )
            }
            return .done
        }
    }

    /// - Errors: `RunError` for a name that means no sweep, `latest` among them: that is the newest run
    private static func sweep(_ name: String, _ runsFolder: String) throws -> SweepDirectory {
        switch try RunSelection(folder: runsFolder, indexFolder: nil).result(name) {
        case .sweep(let sweep): return sweep
        case .run(let run): throw RunError.isARun(name: name, id: run.id)
        }
    }

    private static func listFields(_ trials: TrialFields, _ output: CommandOutput) {
        let known = trials.knownNames()
        let facts = (TrialFields.facts + RunFields.facts).filter { known.contains($0.name) }
        let others = known.filter { name in !facts.contains { $0.name == name } }
        ListRuns.show(facts, others, output)
    }

    private static func lines(
        _ records: [TrialRecord], _ opening: SweepOpening, _ terminal: Terminal
    ) -> [String] {
        var table = TextTable(
            [.right, .left, .right, .right, .right] + opening.parameters.map { _ in .right })
        let header = ["TRIAL", "STATE", "EPOCHS", "TIME", opening.objective] + opening.parameters
        table.row(header.map { terminal.painted($0, .dim) })
        for record in records {
            table.row(
                [
                    "\(record.number)", record.state.rawValue, NumberText.count(record.epochs),
                    NumberText.duration(record.seconds), NumberText.figure(record.objective),
                ] + opening.parameters.map { SweepStatusText.text(record.parameters[$0]) })
        }
        return table.lines()
    }
}
