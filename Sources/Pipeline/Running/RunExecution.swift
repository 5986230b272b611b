import Data
import Foundation
import Kernels
import Report
import Runs
import Training

/// What an execution begins with: a new run directory, or one to be continued.
struct RunSetup {
    var directory: RunDirectory
    var manifest: RunManifest
    /// With the checkpoints from which it goes on.
    var preparation: RunPreparation
    var resolved: ResolvedSpec
    /// The training as an earlier attempt left it, already found to fit; nil to make it.
    var begun: StackTraining?
    /// Rows of `folds.csv` that the checkpoints of a cross-validation cover.
    var foldRows: [FoldTableRow] = []
    var threads: Int
    var output: CommandOutput
    /// Where to ask git for the commit; nil when it is known already.
    var gitFolder: String?
    /// What was said about the specification before the run had a log.
    var findings: String
    /// Asked after every step.
    var isInterrupted: @Sendable () -> Bool
    /// Whether a page is written at the end.
    var writesReport = false

    /// Where the only training goes on; nil at the start, and for a cross-validation.
    var checkpoint: TrainingCheckpoint? {
        preparation.isCrossValidation ? nil : preparation.folds.first?.checkpoint
    }
    var firstStep: Int { checkpoint?.state.step ?? 0 }

    var job: Job {
        Job(
            preparation: preparation,
            trials: [JobTrial(checked: preparation.checked, resolved: resolved)], threads: threads)
    }
}

/// Trains in a run directory that exists, from the start or from a checkpoint, and leaves it in a final state.
///
/// New runs and resumed runs, with folds or without, differ only in what they begin with; everything they write is
/// written here. Used once, on one thread.
final class RunExecution: JobKeeper {
    let setup: RunSetup
    let log: RunLog
    let background = BackgroundWork()
    var manifest: RunManifest
    private(set) var outcome: Outcome
    private var tables: (any LiveTables)?
    private var training: JobTraining?
    /// Whether nothing has been synced to the disk yet.
    private var isFirstWrite = true
    /// Asked while the training runs; nil when the commit is known already.
    var git: GitInquiry?

    init(_ setup: RunSetup) throws {
        self.setup = setup
        manifest = setup.manifest
        log = try RunLog(directory: setup.directory)
        outcome = Outcome(folds: setup.preparation.folds.count)
        for row in setup.foldRows {
            outcome.folds[row.fold].reports.append(TimedReport(report: row.report, seconds: row.seconds))
        }
    }

    /// Runs to the end, whatever the end is. What is thrown is a directory that can no longer be written;
    /// everything else becomes a status.
    func perform() throws -> CommandStatus {
        let ticker = Ticker { [directory = setup.directory, log] in
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
        let job = setup.job
        var begun = setup.begun
        if begun == nil, !setup.preparation.isCrossValidation {
            begun = try job.stacks.first.map { try job.training(of: $0) }
        }
        for remark in begun?.remarks ?? [] { say("warning: " + remark) }
        let tables = try begun.map { try runTables($0) } ?? foldTables(job)
        let training = JobTraining(
            job, keeper: self, begun: begun, earlierSeconds: tables.earlierSeconds)
        self.tables = tables
        self.training = training
        let flusher = Ticker { try? tables.flush() }
        defer { flusher.stop() }
        Interruption.trainingBegins()
        do {
            _ = try training.advance()
        } catch {
            try? tables.flush()
            throw error
        }
        let seconds = training.seconds
        outcome.judge(setup.preparation, setup.preparation.checked.spec)
        warnOfDecision()
        return try finish(files(seconds: seconds, stepsPerSecond: speed(training, tables)), tables)
    }

    /// Steps of this attempt; of a cross-validation those of all attempts.
    private func speed(_ training: JobTraining, _ tables: any LiveTables) -> Double? {
        let isWhole = setup.preparation.isCrossValidation
        let seconds = training.seconds - (isWhole ? 0 : tables.earlierSeconds)
        let steps = outcome.steps - setup.firstStep
        return seconds > 0 && steps > 0 ? Double(steps) / seconds : nil
    }

    private func runTables(_ training: StackTraining) throws -> any LiveTables {
        let settings = training.settings
        return try RunTables(
            directory: setup.directory, columns: training.columns,
            normRows: settings.train.logsNorms ? settings.plan.parameters.entries.count : nil,
            events: try EventFile(
                directory: setup.directory, started: manifest.created,
                specification: setup.resolved.plainText,
                settings: EventSettings.list(setup.resolved.node),
                continuing: setup.checkpoint?.state.finishedEpochs),
            continuing: setup.checkpoint?.state)
    }

    private func foldTables(_ job: Job) throws -> any LiveTables {
        try FoldTables(
            directory: setup.directory, columns: job.columns, logsNorms: job.spec.train.logsNorms,
            folds: setup.preparation.folds, keeping: setup.foldRows)
    }

    // MARK: JobKeeper

    var isInterrupted: Bool { setup.isInterrupted() }

    func progress(of stack: [JobMember]) -> ProgressReporter? {
        var part = ""
        if stack.count < setup.preparation.folds.count {
            let numbers = stack.map { String($0.fold.index + 1) }
            part = (numbers.count == 1 ? "fold " : "folds ") + numbers.joined(separator: ",")
        }
        return ProgressReporter(
            terminal: setup.output.isQuiet ? nil : setup.output.messages, log: log,
            firstStep: stack.first?.fold.checkpoint?.state.step ?? 0, part: part)
    }

    func stepsFinished(_ steps: StepLosses, of member: JobMember) {
        tables?.append(steps.losses, firstStep: steps.firstStep, fold: member.fold.index)
    }

    func epochFinished(_ report: EpochReport, of member: JobMember) {
        let seconds = training?.seconds ?? 0
        tables?.append(report, fold: member.fold.index, seconds: seconds)
        // An ordinary run's table is complete; of folds the means are still to be made.
        guard setup.preparation.isCrossValidation else { return }
        var report = report
        report.norms = []
        report.weights = []
        outcome.folds[member.fold.index].reports.append(TimedReport(report: report, seconds: seconds))
    }

    func epochKept(_ epoch: KeptEpoch, of member: JobMember) throws {
        let fold = foldNumber(member)
        try setup.directory.replace(
            RunFile.keptEpoch(epoch.epoch, fold: fold), with: Data(epoch.weights.encoded()))
        if let dropped = epoch.dropped { setup.directory.remove(RunFile.keptEpoch(dropped, fold: fold)) }
    }

    /// The files are right one by one: folds that stand at different steps are continued apart.
    func keep(_ checkpoints: [(member: JobMember, checkpoint: TrainingCheckpoint)]) throws {
        let isCrossValidation = setup.preparation.isCrossValidation
        try write(
            checkpoints.flatMap {
                RunFiles.checkpoint($0.checkpoint, fold: isCrossValidation ? $0.member.fold.index : nil)
            })
    }

    func ended(_ endings: [(member: JobMember, ending: StackEnding)], in session: any TrialSession) throws {
        let predictions = LazyPredictions(session, split: setup.preparation.predictedSplit)
        for (member, ending) in endings {
            try outcome.folds[member.fold.index].end(with: ending, in: session, predictions: predictions)
        }
        guard setup.preparation.isCrossValidation else { return }
        // A fold's model and where it stands are files of its own, written as soon as it has ended.
        let files = files(seconds: 0, stepsPerSecond: nil)
        try write(files.checkpoints() + files.models())
        for (member, _) in endings { outcome.folds[member.fold.index].forgetModel() }
    }

    private func files(seconds: Double, stepsPerSecond: Double?) -> RunFiles {
        RunFiles(
            preparation: setup.preparation, spec: setup.preparation.checked.spec, outcome: outcome,
            seconds: seconds, stepsPerSecond: stepsPerSecond)
    }

    /// Writes files beside the tables as far as they are.
    func write(_ files: [RunFiles.File]) throws {
        guard !files.isEmpty else { return }
        try setup.directory.replace(files, syncing: tables?.filesToSync() ?? [], isFirst: isFirstWrite)
        isFirstWrite = false
    }

    private func foldNumber(_ member: JobMember) -> Int? {
        setup.preparation.isCrossValidation ? member.fold.index + 1 : nil
    }
}
