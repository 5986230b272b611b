import Foundation
import Runs

/// `assay ls`: one line per run, oldest first.
package enum ListRuns {
    package static func perform(
        runsFolder: String, asJSON: Bool, output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        let entries = RunIndex(folder: runsFolder).entries()
        if asJSON {
            let rows = entries.map(Row.init)
            output.results.line((try? RunJSON.encodeLine(rows)) ?? "[]")
            return .done
        }
        if entries.isEmpty {
            output.messages.line("\(RunError.noRuns(folder: runsFolder))")
            return .done
        }
        for line in lines(entries, output.results) {
            output.results.line(line)
        }
        return .done
    }

    /// The trials of a sweep, in order, from its ledger.
    package static func perform(
        sweep name: String, runsFolder: String, asJSON: Bool, output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        do {
            let state = try SweepDirectory.find(name, in: runsFolder).state()
            if asJSON {
                output.results.line(try RunJSON.encodeLine(state.ordered))
                return .done
            }
            guard let opening = state.opening else { return .failed }
            let terminal = output.results
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
            terminal.write(table.lines().map { $0 + "\n" }.joined())
            return .done
        } catch let error as RunError {
            output.error("\(error)")
            return error.isWrongName ? .invalid : .failed
        } catch {
            output.error("\(error)")
            return .failed
        }
    }

    private static func lines(_ entries: [RunIndex.Entry], _ terminal: Terminal) -> [String] {
        var table = TextTable([.left, .left, .right, .right, .left])
        table.row(["RUN", "STATUS", "EPOCHS", "TIME", "RESULT"].map { terminal.painted($0, .dim) })
        for entry in entries {
            let row = Row(entry)
            table.row([
                row.run, StateText.painted(entry.state, terminal), row.epochs.map(FigureText.count) ?? "",
                row.seconds.map(FigureText.duration) ?? "", entry.problem ?? row.result,
            ])
        }
        return table.lines()
    }

    /// One run as `ls --json` gives it.
    struct Row: Encodable {
        var run: String
        var path: String
        var name: String?
        var status: RunState
        var created: RunTime?
        var epochs: Int?
        var seconds: Double?
        var headline: RunMetrics.Headline?
        var problem: String?

        init(_ entry: RunIndex.Entry) {
            let metrics = try? entry.directory.metrics()
            run = entry.directory.id
            path = entry.directory.path
            name = entry.manifest?.name
            status = entry.state
            created = entry.manifest?.created
            epochs = metrics?.epochs ?? entry.manifest?.epochs
            seconds = entry.manifest.flatMap { $0.status == .running ? nil : $0.seconds }
            headline = metrics?.headline
            problem = entry.problem
        }

        var result: String {
            guard let headline else { return "" }
            return "\(headline.split) \(headline.metric) \(FigureText.figure(headline.value))"
        }
    }
}
