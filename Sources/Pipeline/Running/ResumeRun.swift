import Data
import Foundation
import Report
import Runs
import Spec
import Training

/// `assay resume`: continues a run from its last checkpoint, or from the start when it has none yet.
///
/// The specification is the run's own `resolved.yaml`, so later changes of the original file do not matter.
package enum ResumeRun {
    package static func perform(_ request: ResumeRequest, output: CommandOutput) -> CommandStatus {
        Interruption.install()
        return run(
            request, environment: ProcessInfo.processInfo.environment, output: output, gate: OpenGate()
        ) { Interruption.isRequested }.status
    }

    package static func run(
        _ request: ResumeRequest, environment: [String: String], output: CommandOutput, gate: any WriteGate,
        isInterrupted: @escaping @Sendable () -> Bool
    ) -> RunOutcome {
        PreparationFailures.catching(SourceTexts(), output) {
            let found = try RunSelection(folder: request.runsFolder, indexFolder: nil).run(request.run)
            let directory = try RunDirectory(path: found.path, gate: gate)
            let lock = try RunLock(directory: directory.path)
            defer { withExtendedLifetime(lock) {} }
            let attempt = try ResumeAttempt(directory, request, environment: environment)
            if let findings = attempt.findings {
                output.messages.line(findings.text(output.messages))
                if findings.diagnostics.hasErrors {
                    return RunOutcome(directory: directory.path, status: .invalid)
                }
            }
            switch attempt.action {
            case .nothingToDo(let reason):
                if !output.isQuiet { output.messages.line("\(directory.id): nothing to do: \(reason)") }
                return RunOutcome(directory: directory.path, status: .done)
            case .refuse(let reason):
                throw RunError.refused(run: directory.id, reason: reason)
            case .become:
                let execution = try attempt.execution(request, output, isInterrupted)
                return RunOutcome(directory: directory.path, status: try execution.perform())
            }
        }
    }
}

/// What is found out about a run before it is continued.
private struct ResumeAttempt {
    let directory: RunDirectory
    let action: RunAction
    /// Set when there is something to say about the specification with its new overrides.
    let findings: SpecificationReading?
    private let checked: CheckedSpecification?
    private let manifest: RunManifest
    private let resolved: ResolvedSpecification?

    /// What may change between attempts without making the finished steps untrue.
    private static let changeable = [
        "train.epochs", "train.max_steps", "train.early_stopping", "train.checkpoint", "train.max_time",
        "train.eval_batch_size", "threads",
    ]

    init(_ directory: RunDirectory, _ request: ResumeRequest, environment: [String: String]) throws {
        self.directory = directory
        var manifest = try directory.manifest()
        if RunIndex.liveState(manifest, in: directory) == .interrupted, manifest.status == .running {
            _ = manifest.apply(.processGone, at: directory.lastBeat ?? .now())
        }
        let before = try Self.read(directory, manifest, overrides: [], environment)
        let reading = try Self.read(directory, manifest, overrides: request.overrides, environment)
        guard let old = before.checked, let new = reading.checked else {
            self.manifest = manifest
            findings = reading.checked == nil ? reading : before
            action = .refuse(reason: "its specification is not valid")
            checked = nil
            resolved = nil
            return
        }
        let changes = SpecDifference.paths(old.subject.resolved, new.subject.resolved)
        try Self.check(changes, old.spec, directory)
        let changesResult = changes.contains { !$0.hasPrefix("train.checkpoint") && $0 != "threads" }
        action = manifest.apply(.resume(changed: changesResult), at: .now())
        findings = reading.diagnostics.isEmpty || request.overrides.isEmpty ? nil : reading
        checked = new
        resolved = ResolvedSpecification(new, name: manifest.name)
        if !request.overrides.isEmpty { manifest.overrides += request.overrides }
        self.manifest = manifest
    }

    private static func read(
        _ directory: RunDirectory, _ manifest: RunManifest, overrides: [String],
        _ environment: [String: String]
    ) throws -> SpecificationReading {
        let path = directory.file(RunFile.resolved)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RunError.damaged(path: directory.path, reason: "it has no \(RunFile.resolved)")
        }
        let name = manifest.specificationFolder + "/" + RunFile.resolved
        return SpecificationReading(
            SpecificationRequest(
                input: .text(String(decoding: data, as: UTF8.self), name: name), path: manifest.specification,
                overrides: overrides, environment: environment))
    }

    private static func check(_ changes: [String], _ old: ExperimentSpec, _ directory: RunDirectory) throws {
        let forbidden = changes.filter { change in
            !changeable.contains { change == $0 || change.hasPrefix($0 + ".") }
        }
        if let first = forbidden.first {
            throw RunError.refused(
                run: directory.id,
                reason:
                    "'\(first)' cannot change when a run is continued, only the training budget, early stopping, "
                    + "checkpoints and threads can; start a new run instead")
        }
        let changesBudget = changes.contains("train.epochs") || changes.contains("train.max_steps")
        if changesBudget, old.schedule.value.followsBudget {
            let name = type(of: old.schedule.value).name
            throw RunError.refused(
                run: directory.id,
                reason:
                    "its \(name) schedule spans the whole budget, so with another budget the finished steps would "
                    + "have had other rates; start a new run, or give the schedule its own 'steps'")
        }
    }

    /// Everything the execution begins with; writes the new attempt into the manifest.
    func execution(
        _ request: ResumeRequest, _ output: CommandOutput, _ isInterrupted: @escaping @Sendable () -> Bool
    ) throws -> RunExecution {
        guard let checked, let resolved else {
            throw RunError.refused(run: directory.id, reason: "its specification is not valid")
        }
        let preparation = try RunPreparation(checked, progress: DownloadProgress.reporter(output))
        if let key = manifest.dataKey, key != preparation.data.key {
            throw RunError.refused(
                run: directory.id, reason: "its data have changed since it began: start a new run")
        }
        var manifest = manifest
        manifest.beginAttempt(at: .now(), commandLine: request.commandLine, process: .current())
        directory.removeLeftovers()
        try directory.replace(RunFile.resolved, with: resolved.text)
        try directory.write(manifest)
        return try RunExecution(
            RunStart(
                directory: directory, manifest: manifest, preparation: preparation, resolved: resolved,
                checkpoint: try checkpoint(),
                threads: RunExperiment.threadCount(request.threads, checked.spec),
                output: output, gitFolder: manifest.git == nil ? manifest.specificationFolder : nil,
                findings: findings?.text(.plain) ?? "", isInterrupted: isInterrupted,
                writesReport: request.writesReport))
    }

    private func checkpoint() throws -> TrainingCheckpoint? {
        let path = directory.file(RunFile.lastCheckpoint)
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        do {
            return try TrainingCheckpoint(bytes: [UInt8](data))
        } catch {
            throw RunError.damaged(path: path, reason: "\(error)")
        }
    }
}
