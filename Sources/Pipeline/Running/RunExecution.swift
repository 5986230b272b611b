import Data
import Foundation
import Kernels
import Runs
import Training

/// Trains in a run directory that exists, from the start or from a checkpoint, and leaves it in a final
/// state.
///
/// New runs and resumed runs differ only in what they begin with; everything they write is written here.
final class RunExecution {
    private let directory: RunDirectory
    private let preparation: RunPreparation
    private let resolved: ResolvedSpecification
    private let checkpoint: TrainingCheckpoint?
    private let threads: Int
    private let output: CommandOutput
    private let isInterrupted: @Sendable () -> Bool
    private let log: RunLog
    private let background = BackgroundWork()
    private let git: GitInquiry?
    private var manifest: RunManifest

    struct Start {
        var directory: RunDirectory
        var manifest: RunManifest
        var preparation: RunPreparation
        var resolved: ResolvedSpecification
        var checkpoint: TrainingCheckpoint?
        var threads: Int
        var output: CommandOutput
        var git: GitInquiry?
        var isInterrupted: @Sendable () -> Bool
    }

    init(_ start: Start) throws {
        directory = start.directory
        manifest = start.manifest
        preparation = start.preparation
        resolved = start.resolved
        checkpoint = start.checkpoint
        threads = start.threads
        output = start.output
        git = start.git
        isInterrupted = start.isInterrupted
        log = try RunLog(directory: directory)
    }

    /// Runs to the end, whatever the end is. What is thrown is the simulated death of a test; everything else
    /// becomes a status.
    func perform() throws -> CommandStatus {
        let ticker = Ticker { [directory, log] in
            directory.beat()
            try? log.flush()
        }
        defer { ticker.stop() }
        do {
            return try train()
        } catch {
            return try fail(error)
        }
    }

    private func train() throws -> CommandStatus {
        announce()
        try writePreparation()
        let settings = preparation.settings(threads: threads, specification: resolved.plainText)
        let session = try TrainingSession(
            settings: settings, trials: [preparation.trial], splits: preparation.data.splits,
            checkpoints: checkpoint.map { [$0] } ?? [])
        let tables = try RunTables(
            directory: directory, columns: session.columns, continuing: checkpoint?.state)
        let firstStep = checkpoint?.state.step ?? 0
        let progress = ProgressReporter(
            terminal: output.isQuiet ? nil : output.messages, log: log, firstStep: firstStep)
        let observer = RunObserver(
            directory: directory, tables: tables, progress: progress, train: preparation.checked.spec.train,
            budget: preparation.budget, firstStep: firstStep, isInterrupted: isInterrupted)
        let flusher = Ticker { try? tables.flush() }
        defer { flusher.stop() }
        Interruption.trainingBegins()
        let results: [TrialResult]
        do {
            results = try session.run(observer: observer)
        } catch {
            progress.abandon()
            throw error
        }
        observer.finishProgress()
        guard let result = results.first else { throw TrainingError("the training gave no result") }
        return try finish(result, session, observer, tables)
    }

    /// What is known before the first step, written beside the training: it costs the run no time.
    private func writePreparation() throws {
        let data = preparation.data
        manifest.data = data.sources.map { .init(path: $0.path, sha256: $0.sha256, bytes: nil) }
        manifest.dataKey = data.key
        manifest.parameters = preparation.model.parameterCount
        manifest.threads = threads
        manifest.elementType = preparation.checked.spec.realType.rawValue
        let spec = preparation.checked.spec
        let manifest = manifest
        let split = type(of: spec.data.split.value).name
        background.run { [directory] in
            var full = manifest
            full.machine = MachineDescription.current(compiledFor: InstructionSet.name)
            try directory.replace([
                (RunFile.preprocessing, try RunJSON.encode(data.preprocessing)),
                (RunFile.splits, try RunJSON.encode(SplitsFile(data: data, split: split, seed: spec.seed))),
                (RunFile.manifest, try RunJSON.encode(full)),
            ])
            directory.settle()
        }
    }

    private func finish(
        _ result: TrialResult, _ session: TrainingSession, _ observer: RunObserver, _ tables: RunTables
    ) throws -> CommandStatus {
        try background.wait()
        let seconds = tables.earlierSeconds + observer.seconds
        let stepsDone = result.steps - (checkpoint?.state.step ?? 0)
        var files: [(name: String, data: Foundation.Data)] = []
        if let final = observer.finalCheckpoint { files += RunObserver.files(of: final) }
        var metrics: RunMetrics?
        if !result.splits.isEmpty {
            let rate = observer.seconds > 0 && stepsDone > 0 ? Double(stepsDone) / observer.seconds : nil
            let figures = RunMetrics(
                result, spec: preparation.checked.spec, trainingSeconds: seconds, stepsPerSecond: rate)
            metrics = figures
            files += try predictions(session)
            files.append((RunFile.metrics, try RunJSON.encode(figures)))
        }
        try directory.replace(files, syncing: tables.all)
        manifest.epochs = result.epochs
        manifest.steps = result.steps
        try end(with: Self.event(result.status))
        if case .diverged(let divergence) = result.status { output.error("the run diverged: \(divergence)") }
        report(metrics)
        return manifest.status == .completed || manifest.status == .stopped ? .done : .failed
    }

    private func predictions(_ session: TrainingSession) throws -> [(name: String, data: Foundation.Data)] {
        let data = preparation.data
        guard let name = PredictionsFile.split(of: data), let split = data[split: name] else { return [] }
        guard let rows = try session.predictions(split: name).first else { return [] }
        return [
            (
                RunFile.predictions,
                PredictionsFile.content(
                    split: split, predictions: rows.predictions, task: preparation.model.task, data: data)
            )
        ]
    }

    private static func event(_ status: TrainingStatus) -> RunEvent {
        switch status {
        case .completed: .budgetReached
        case .stopped(let epoch, let monitor):
            .stoppedEarly(reason: "\(monitor) did not improve any more; stopped after epoch \(epoch)")
        case .diverged(let divergence): .lossNotFinite(reason: divergence.description)
        case .interrupted: .interrupt
        }
    }

    /// Writes the final state. It is the last thing written: before it, the run can still be resumed to the
    /// same end.
    private func end(with event: RunEvent) throws {
        manifest.machine = manifest.machine ?? MachineDescription.current(compiledFor: InstructionSet.name)
        manifest.peakMemoryBytes = peakMemoryBytes()
        if let git { manifest.git = git.result(waiting: 1) ?? manifest.git }
        _ = manifest.apply(event, at: .now())
        try log.flush()
        try directory.write(manifest)
    }

    private func fail(_ error: any Error) throws -> CommandStatus {
        let reason = "\(error)"
        output.error(reason)
        log.write("error: " + reason)
        try? background.wait()
        try end(with: .failure(reason: reason))
        return .failed
    }

    private func announce() {
        for warning in preparation.data.warnings { say("warning: " + warning) }
        for leak in preparation.data.preprocessing.leaks {
            say("warning: the step '\(leak)' was fitted on all rows, test rows included")
        }
        let origin = checkpoint.map { " from step \(FigureText.count($0.state.step))" } ?? ""
        let word = manifest.attempts.count > 1 ? "resuming" : "running"
        say("\(word) \(manifest.name)\(origin) in \(directory.path)")
    }

    private func say(_ text: String) {
        log.write(text)
        if !output.isQuiet { output.messages.line(text) }
    }

    private func report(_ metrics: RunMetrics?) {
        let summary = RunSummary(manifest: manifest, metrics: metrics, path: directory.path)
        for line in summary.lines(Terminal.plain) { log.write(line) }
        try? log.flush()
        if output.isJSON {
            output.results.line(summary.json)
        } else if !output.isQuiet {
            for line in summary.lines(output.results) { output.results.line(line) }
        }
    }
}
