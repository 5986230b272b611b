import Foundation
import Runs
import Training

/// Stands between the training of a stack of folds and the run directory.
///
/// Every call comes on the training thread.
final class FoldObserver: TrainingObserver {
    /// What every epoch gave, by fold.
    private(set) var reports: [(fold: Int, report: EpochReport)] = []
    private(set) var lastStep = 0

    /// Where the folds that are training stand, not yet written; at the end, where all of them ended.
    private(set) var checkpoints: [Int: TrainingCheckpoint] = [:]

    private let directory: RunDirectory
    private let table: FoldTable
    private let folds: [Int]
    private let progress: ProgressReporter
    private let budget: TrainingBudget
    private let epochs: Int?
    /// When the training has to end, on the clock that only goes forward.
    private let deadline: Double
    private let isInterrupted: @Sendable () -> Bool
    private let interval: CheckpointInterval
    private var lastCheckpoint = monotonicSeconds()
    private var isEpochCheckpointDue = false
    private var isCheckpointRequested = false
    private var lastReport: EpochReport?

    /// - Parameter folds: the number of each trial's fold, counted from 0
    init(
        _ table: FoldTable, directory: RunDirectory, folds: [Int], progress: ProgressReporter,
        budget: TrainingBudget, train: TrainSection, deadline: Double,
        isInterrupted: @escaping @Sendable () -> Bool
    ) {
        self.directory = directory
        self.table = table
        self.folds = folds
        self.progress = progress
        self.budget = budget
        epochs = train.epochs
        interval = train.checkpoint.every
        self.deadline = deadline
        self.isInterrupted = isInterrupted
    }

    func stepsFinished(_ steps: StepLosses) {}

    func epochFinished(_ report: EpochReport) throws {
        reports.append((folds[report.trial], report))
        table.append(report, fold: folds[report.trial])
        lastReport = report
        if case .epochs(let count) = interval, report.epoch.isMultiple(of: count) {
            isEpochCheckpointDue = true
        }
    }

    func stepFinished(_ step: Int) throws -> TrainingRequest {
        lastStep = step
        if isCheckpointRequested { try writeCheckpoints() }
        if isInterrupted() { return .interrupt }
        let time = monotonicSeconds()
        if progress.isDue(at: time) { progress.update(state) }
        if time >= deadline { return .timeIsUp }
        guard isCheckpointDue(step, at: time) else { return .proceed }
        isEpochCheckpointDue = false
        isCheckpointRequested = true
        return .checkpoint
    }

    func checkpointReady(_ checkpoint: TrainingCheckpoint) {
        checkpoints[folds[checkpoint.trial]] = checkpoint
    }

    /// The files are right one by one: folds that stand at different steps are continued apart.
    private func writeCheckpoints() throws {
        isCheckpointRequested = false
        let files = checkpoints.sorted { $0.key < $1.key }.map { fold, checkpoint in
            (name: RunFile.foldCheckpoint(fold + 1), data: Data(checkpoint.encoded()))
        }
        checkpoints = [:]
        try directory.replace(files, syncing: [table.file])
        lastCheckpoint = monotonicSeconds()
    }

    private func isCheckpointDue(_ step: Int, at time: Double) -> Bool {
        switch interval {
        case .seconds(let count): time - lastCheckpoint >= count
        case .steps(let count): step.isMultiple(of: count)
        case .epochs: isEpochCheckpointDue
        }
    }

    func finishProgress() { progress.finish(state) }

    private var state: TrainingProgress {
        let perEpoch = max(budget.stepsPerEpoch, 1)
        return TrainingProgress(
            epoch: min((lastStep + perEpoch - 1) / perEpoch, epochs ?? Int.max), epochs: epochs,
            step: lastStep, totalSteps: budget.totalSteps, loss: lastReport?["train_loss"],
            validationLoss: lastReport?["val_loss"], learningRate: lastReport?.learningRate)
    }
}
