import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// How a command ended and what it said.
struct CommandReport {
    var status: CommandStatus
    var messages: String
    var results: String
}

extension TestWorkspace {
    /// Predicts a file into `out.csv`.
    @discardableResult
    func predict(
        _ flags: Set<String> = [], run: String = "latest", data: String = "new.csv", keep: [String] = [],
        partRows: Int? = nil
    ) -> CommandReport {
        reporting { output in
            PredictRun.perform(
                PredictRequest(
                    run: run, data: folder.file(data), out: folder.file("out.csv"),
                    runsFolder: runsFolder, keep: keep, probabilities: flags.contains("probabilities"),
                    allowMissing: flags.contains("missing"), threads: 1,
                    partRows: partRows),
                output: output, environment: environment)
        }
    }

    func evaluate(
        data: String? = nil, split: String? = nil, isJSON: Bool = false, allowMissing: Bool = false
    ) -> CommandReport {
        reporting(isJSON: isJSON) { output in
            EvaluateRun.perform(
                EvaluateRequest(
                    run: "latest", data: data.map { folder.file($0) }, split: split, runsFolder: runsFolder,
                    allowMissing: allowMissing, threads: 1),
                output: output, environment: environment)
        }
    }

    /// Runs a command with its output going to files.
    private func reporting(isJSON: Bool = false, _ command: (CommandOutput) -> CommandStatus) -> CommandReport
    {
        let paths = ["results.txt", "messages.txt"].map { folder.file($0) }
        let descriptors = paths.map { open($0, O_WRONLY | O_CREAT | O_TRUNC, 0o600) }
        let terminals = descriptors.map { Terminal(descriptor: $0, isInteractive: false, hasColor: false) }
        let status = command(CommandOutput(isJSON: isJSON, results: terminals[0], messages: terminals[1]))
        for descriptor in descriptors { close(descriptor) }
        let texts = paths.map { (try? String(contentsOfFile: $0, encoding: .utf8)) ?? "" }
        return CommandReport(status: status, messages: texts[1], results: texts[0])
    }
}
