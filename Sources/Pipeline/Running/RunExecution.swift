import Data
import Foundation
import Kernels
import Machine
import Report
import Runs
import Training

/// Trains in a run directory that exists, from the start or from a checkpoint, and leaves it in a final state.
///
/// New runs and resumed runs differ only in what they begin with; everything they write is written here. Used once,
/// on one thread.
final class RunExecution {
    let start: RunStart
    let log: RunLog
    let background = BackgroundWork()
    var manifest: RunManifest
    /// Asked while the training runs; nil when the commit is known already.
    private(set) var git: GitInquiry?

    init(_ start: RunStart) throws {
        self.start = start
        manifest = start.manifest
        log = try RunLog(directory: start.directory)
    }

    /// Runs to the end, whatever the end is. What is thrown is a directory that can no longer be written;
    /// everything else becomes a status.
    func perform() throws -> CommandStatus {
        let ticker = Ticker { [directory = start.directory, log] in
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
        if !start.preparation.folds.isEmpty { return try crossValidate() }
        let settings = start.preparation.settings(
            threads: start.threads, specification: start.resolved.plainText)
        let session =
            try start.session
            ?? TrainingSession(
                settings: settings, trials: [start.preparation.trial], splits: start.preparation.data.splits,
                checkpoints: start.checkpoint.map { [$0] } ?? [])
        if let solver = start.preparation.checked.spec.solver, start.checkpoint == nil {
            for remark in try session.solve(with: solver.value) { say("warning: " + remark) }
        }
        let tables = try RunTables(
            directory: start.directory, columns: session.columns,
            normRows: settings.train.logsNorms ? settings.plan.parameters.entries.count : nil,
            events: try EventFile(
                directory: start.directory, started: manifest.created,
                specification: start.resolved.plainText,
                settings: EventSettings.list(start.resolved.node),
                continuing: start.checkpoint?.state.finishedEpochs),
            continuing: start.checkpoint?.state)
        let progress = ProgressReporter(
            terminal: start.output.isQuiet ? nil : start.output.messages, log: log, firstStep: start.firstStep
        )
        let observer = RunObserver(
            directory: start.directory, tables: tables, progress: progress,
            train: settings.train, budget: start.preparation.budget,
            firstStep: start.firstStep, isInterrupted: start.isInterrupted)
        let result = try run(session, observer, tables, progress)
        return try finish(result, session, observer, tables)
    }

    private func run(
        _ session: TrainingSession, _ observer: RunObserver, _ tables: RunTables, _ progress: ProgressReporter
    ) throws -> TrialResult {
        let flusher = Ticker { try? tables.flush() }
        defer { flusher.stop() }
        Interruption.trainingBegins()
        do {
            let results = try session.run(observer: observer)
            observer.finishProgress()
            guard let result = results.first else { throw TrainingError("the training gave no result") }
            return result
        } catch {
            progress.abandon()
            try? tables.flush()
            throw error
        }
    }

    /// What is known before the first step, written beside the training: it costs the run no time.
    private func writePreparation() throws {
        let preparation = start.preparation
        let data = preparation.data
        let spec = preparation.checked.spec
        manifest.data = data.sources.map { .init(path: $0.path, sha256: $0.sha256, bytes: nil) }
        manifest.dataKey = data.key
        manifest.parameters = preparation.model.parameterCount
        manifest.threads = start.threads
        manifest.elementType = spec.realType.rawValue
        let split = type(of: spec.data.split.value).name
        let git = start.gitFolder.map(GitInquiry.init)
        self.git = git
        background.run { [directory = start.directory, manifest, writesReport = start.writesReport] in
            var full = manifest
            full.machine = MachineDescription.current(compiledFor: InstructionSet.name)
            full.git = git?.result(waiting: 1) ?? full.git
            var files = [
                (
                    name: RunFile.splits,
                    data: try RunJSON.encode(
                        SplitsFile(
                            data: data, folds: preparation.folds.map(\.data), split: split, seed: spec.seed))
                ), (name: RunFile.graph, data: try RunJSON.encode(RunInsights.graph(preparation))),
                (name: RunFile.manifest, data: try RunJSON.encode(full)),
            ]
            if writesReport, let profile = RunInsights.profile(data) {
                files.append((RunFile.profile, profile))
            }
            // Each fold of a cross-validation has its own, beside its weights.
            if preparation.folds.isEmpty {
                files.append((RunFile.preprocessing, try RunJSON.encode(data.preprocessing)))
            }
            try directory.replace(files)
        }
    }

    private func announce() {
        if !start.findings.isEmpty { log.write(start.findings) }
        for warning in warnings { say("warning: " + warning) }
        for leak in start.preparation.data.preprocessing.leaks {
            say("warning: the step '\(leak)' was fitted on all rows, test rows included")
        }
        let origin = start.checkpoint.map { " from step \(NumberText.count($0.state.step))" } ?? ""
        let word = manifest.attempts.count > 1 ? "resuming" : "running"
        say("\(word) \(manifest.name)\(origin) in \(start.directory.path)")
    }

    /// Those of the data; of several folds, each once.
    private var warnings: [String] {
        var seen: Set<String> = []
        let folds = start.preparation.folds.map(\.data)
        let all = (folds.isEmpty ? [start.preparation.data] : folds).flatMap(\.warnings)
        return all.filter { seen.insert($0).inserted }
    }

    func say(_ text: String) {
        log.write(text)
        if !start.output.isQuiet { start.output.messages.line(text) }
    }
}
