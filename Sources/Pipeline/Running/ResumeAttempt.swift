import Data
import Foundation
import Runs
import Spec
import Training

/// What is found out about a run before it is continued. Nothing is written: a run that cannot be continued stays as it
/// is.
struct ResumeAttempt {
    let directory: RunDirectory
    /// What is said about the specification with its new overrides; nil when there is nothing to say.
    private(set) var findings: SpecReading?
    /// Set when its specification is right.
    private(set) var specification: CheckedSpec?

    private var manifest: RunManifest
    private var changes = ResumeChanges([])
    private let overrides: [String]
    private let environment: [String: String]

    enum Decision {
        /// It has ended and stays as it is.
        case nothingToDo(reason: String)
        case goOn(RunSetup)
    }

    init(_ directory: RunDirectory, _ request: ResumeRequest, environment: [String: String]) throws {
        self.directory = directory
        self.environment = environment
        overrides = request.overrides
        manifest = try directory.manifest()
        if RunIndex.liveState(manifest, in: directory) == .interrupted, manifest.status == .running {
            _ = manifest.apply(.processGone, at: directory.lastBeat ?? .now())
        }
        let before = try read(overrides: [])
        let reading = overrides.isEmpty ? before : try read(overrides: overrides)
        guard let old = before.checked, let new = reading.checked else {
            findings = reading.checked == nil ? reading : before
            return
        }
        let asked = ResumeChanges(SpecDifference.paths(old.subject.resolved, new.subject.resolved))
        try asked.check(old.spec, directory)
        changes = ResumeChanges(asked.paths + begun(old).paths)
        findings = reading.diagnostics.isEmpty || overrides.isEmpty ? nil : reading
        specification = new
    }

    private var resolvedName: String { manifest.specificationFolder + "/" + RunFile.resolved }

    private func resolvedText() throws -> String {
        guard directory.exists(RunFile.resolved) else {
            throw RunError.damaged(path: directory.path, reason: "it has no \(RunFile.resolved)")
        }
        return String(decoding: try RunJSON.contents(of: directory.file(RunFile.resolved)), as: UTF8.self)
    }

    private func read(overrides: [String]) throws -> SpecReading {
        var request = SpecRequest(
            input: .text(try resolvedText(), name: resolvedName), path: manifest.specification,
            overrides: overrides, environment: environment)
        request.runsFolder = directory.path.parentPath
        request.dataEnvironment.recordedResults = manifest.data.map(\.sha256)
        // A fold that has no checkpoint yet begins anew.
        request.beginsAnew = !directory.exists(RunFile.lastCheckpoint)
        return SpecReading(request)
    }

    /// What an earlier resume has changed in the specification before it was killed: the last checkpoint knows what it
    /// was trained with.
    private func begun(_ now: CheckedSpec) -> ResumeChanges {
        let nothing = ResumeChanges([])
        guard manifest.status == .completed || manifest.status == .stopped,
            let text = lastSpecification, !text.isEmpty
        else { return nothing }
        let loaded = SpecReader.load(
            .text(text, name: resolvedName), overrides: [], environment: environment,
            as: ExperimentSpec.self)
        guard let trained = loaded.resolved, !loaded.diagnostics.hasErrors else { return nothing }
        return ResumeChanges(SpecDifference.paths(trained, now.subject.resolved)).changeableOnly()
    }

    private var lastSpecification: String? {
        let names = [RunFile.lastCheckpoint, RunFile.foldCheckpoint(1)].filter { directory.exists($0) }
        guard let name = names.first, let data = FileManager.default.contents(atPath: directory.file(name))
        else {
            return nil
        }
        // A damaged one is reported when it is needed.
        return (try? TrainingCheckpoint(bytes: [UInt8](data)))?.specification
    }

    /// Reads everything that is needed to go on and makes sure that it fits.
    ///
    /// - Errors: `RunError` for a run that cannot be continued in this way, and what the data module throws
    func decision(
        _ request: ResumeRequest, _ output: CommandOutput, _ isInterrupted: @escaping @Sendable () -> Bool
    ) throws -> Decision {
        guard let specification else {
            throw RunError.refused(run: directory.id, reason: "its specification is not valid")
        }
        var manifest = manifest
        let hasEnded = manifest.status == .completed || manifest.status == .stopped
        switch manifest.apply(.resume(changed: changes.changesEnd), at: .now()) {
        case .nothingToDo(let reason):
            guard manifest.status == .completed else { return .nothingToDo(reason: reason) }
            let train = specification.spec.effectiveTrain
            return .nothingToDo(
                reason: specification.spec.solver == nil
                    ? "\(reason), for example \(ResumeProgress.larger(train))" : ResumeProgress.solverIsDone)
        case .refuse(let reason): throw RunError.refused(run: directory.id, reason: reason)
        case .become: break
        }
        let preparation = try RunPreparation(specification, progress: DownloadProgress.reporter(output))
        switch DataIdentity(of: preparation.data, in: manifest) {
        case .same: break
        case .otherVersion(let version):
            throw RunError.refused(
                run: directory.id,
                reason:
                    "it was begun by assay \(version), and \(ProgramVersion.text) would not go on to the same "
                    + "bytes: resume it with that version, or start a new run")
        case .changed:
            throw RunError.refused(
                run: directory.id, reason: "its data have changed since it began: start a new run")
        }
        let threads = ThreadCount.of(request.threads, specification.spec)
        let resolved = ResolvedSpec(specification, name: manifest.name)
        var progress = try ResumeProgress(directory, preparation)
        try progress.checkBudget()
        if changes.changesStoppingRule { try progress.changeStoppingRule() }
        if hasEnded, let reason = progress.whyDone {
            guard self.manifest.status == .stopped else { return .nothingToDo(reason: reason) }
            throw RunError.refused(run: directory.id, reason: reason)
        }
        manifest.overrides += overrides.map(Secrets.masked)
        manifest.beginAttempt(at: .now(), commandLine: request.commandLine, process: .current())
        var setup = RunSetup(
            directory: directory, manifest: manifest, preparation: progress.preparation, resolved: resolved,
            foldRows: progress.foldRows, threads: threads, output: output,
            gitFolder: manifest.git == nil ? manifest.specificationFolder : nil,
            findings: findings?.text(.plain) ?? "", isInterrupted: isInterrupted,
            writesReport: request.writesReport)
        setup.begun = try begun(setup)
        return .goOn(setup)
    }

    /// The training that goes on, made before anything is changed: what does not fit the model shows here. Nil for a
    /// cross-validation, which makes its trainings one after another.
    private func begun(_ setup: RunSetup) throws -> StackTraining? {
        guard !setup.preparation.isCrossValidation, let stack = setup.job.stacks.first else { return nil }
        do {
            return try setup.job.training(of: stack)
        } catch let error as CheckpointError {
            throw RunError.damaged(path: directory.file(RunFile.lastCheckpoint), reason: "\(error)")
        }
    }

    /// Writes what the attempt begins with: the first change to the directory, after everything else was found right.
    ///
    /// The specification first: a run that was killed before its manifest was written is found to be begun by it.
    /// Results go last, when the manifest says that they are being rebuilt.
    func begin(_ setup: RunSetup) throws {
        let text = setup.resolved.text(keepingOriginsOf: try resolvedText(), name: resolvedName)
        try directory.replace([
            (name: RunFile.resolved, data: Foundation.Data(text.utf8)),
            (name: RunFile.manifest, data: try RunJSON.encode(setup.manifest)),
        ])
        try directory.removeLeftovers()
    }
}
