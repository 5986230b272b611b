import Catalogue
import Foundation
import Report
import Runs
import Spec

/// `assay resume`: continues a run from its last checkpoint, or from the start when it has none yet.
///
/// The specification is the run's own `resolved.yaml`, so later changes of the original file do not matter. Everything
/// is read and checked before the first file of the run changes: see `ResumeAttempt`.
package enum ResumeRun {
    package static func perform(_ request: ResumeRequest, output: CommandOutput) -> CommandStatus {
        Interruption.install()
        TimeLimit.begin(request.timeLimit, output: output)
        return run(
            request, environment: ProcessInfo.processInfo.environment, output: output, gate: OpenGate()
        ) { Interruption.isRequested }.status
    }

    package static func run(
        _ request: ResumeRequest, environment: [String: String], output: CommandOutput, gate: any WriteGate,
        isInterrupted: @escaping @Sendable () -> Bool
    ) -> RunOutcome {
        RunOutcome.catching(output) {
            let request = request.withOverrideAsRun
            let found = try RunSelection(folder: request.runsFolder, indexFolder: nil).run(request.run)
            let directory = try RunDirectory(path: found.path, gate: gate)
            if directory.exists(RunFile.blend) {
                throw RunError.refused(
                    run: directory.id,
                    reason: "it is a blend, which has nothing to train; 'assay blend' makes another")
            }
            let lock = try lock(directory, output)
            defer { withExtendedLifetime(lock) {} }
            let attempt = try ResumeAttempt(directory, request, environment: environment)
            if let findings = attempt.findings {
                if let problem = output.report(findings) {
                    return RunOutcome(directory: directory.path, status: problem)
                }
            }
            switch try attempt.decision(request, output, isInterrupted) {
            case .nothingToDo(let reason):
                let status = try complete(directory, request, output, because: reason)
                return RunOutcome(directory: directory.path, status: status)
            case .goOn(let start):
                try attempt.begin(start)
                return RunOutcome(directory: directory.path, status: try RunExecution(start).perform())
            }
        }
    }

    /// A run that has ended gets only what it was killed before writing: its page.
    private static func complete(
        _ directory: RunDirectory, _ request: ResumeRequest, _ output: CommandOutput, because reason: String
    ) throws -> CommandStatus {
        guard request.writesReport, !directory.exists(RunFile.report), directory.exists(RunFile.metrics)
        else {
            if !output.isQuiet {
                output.messages.line("\(directory.id): nothing to do, nothing was changed: \(reason)")
            }
            return .done
        }
        let page = try RunReport.write(directory)
        if !output.isQuiet {
            output.messages.line("\(directory.id): \(reason); its page was missing and is written")
            output.results.line(page)
        }
        return .done
    }

    private static func lock(_ directory: RunDirectory, _ output: CommandOutput) throws -> RunLock {
        do {
            return try RunLock(directory: directory.path) { holder in
                guard !output.isQuiet else { return }
                output.messages.line(
                    "waiting to see whether \(holder.inWords) on \(holder.host), which holds the run, is still there"
                )
            }
        } catch RunError.inUse(let path, nil) {
            let process = try? directory.manifest().process
            throw RunError.inUse(path: path, process: process?.isAlive == true ? process : nil)
        }
    }
}

extension ResumeRequest {
    /// `assay resume train.epochs=200`: an argument in the place of the run that is a change and no run.
    var withOverrideAsRun: ResumeRequest {
        let isChange = run.contains("=") || run.hasPrefix("+") || run.hasPrefix("~")
        guard isChange, !FileManager.default.fileExists(atPath: run) else { return self }
        var request = self
        request.overrides.insert(run, at: 0)
        request.run = "latest"
        return request
    }
}
