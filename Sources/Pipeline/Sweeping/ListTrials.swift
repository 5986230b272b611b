import Foundation
import Runs

/// `assay ls SWEEP`: the trials of a sweep in order, from its ledger.
package enum ListTrials {
    package static func perform(
        _ name: String, runsFolder: String, asJSON: Bool, output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        do {
            let state = try SweepDirectory.find(name, in: runsFolder).state()
            if asJSON {
                output.results.line(try RunJSON.encodeLine(state.ordered))
                return .done
            }
            guard let opening = state.opening else { return .failed }
            let text = lines(state, opening, output.results).map { $0 + "\n" }.joined()
            output.results.write(text)
            return .done
        } catch let error as RunError {
            output.error("\(error)")
            return error.isWrongName ? .invalid : .failed
        } catch {
            output.error("\(error)")
            return .failed
        }
    }

    private static func lines(
        _ state: SweepState, _ opening: SweepOpening, _ terminal: Terminal
    ) -> [String] {
        var table = TextTable(
            [.right, .left, .right, .right, .right] + opening.parameters.map { _ in .right })
        let header = ["TRIAL", "STATE", "EPOCHS", "TIME", opening.objective] + opening.parameters
        table.row(header.map { terminal.painted($0, .dim) })
        for record in state.ordered {
            table.row(
                [
                    "\(record.number)", record.state.rawValue, FigureText.count(record.epochs),
                    FigureText.duration(record.seconds), FigureText.figure(record.value),
                ] + opening.parameters.map { SweepStatusText.text(record.parameters[$0]) })
        }
        return table.lines()
    }
}
