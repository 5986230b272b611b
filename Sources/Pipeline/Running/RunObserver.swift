import Foundation
import Runs
import Training

/// Stands between the training loop and the run directory: rows, progress, checkpoints, interruption.
///
/// Every call comes on the training thread.
final class RunObserver: TrainingObserver {
    /// The checkpoint handed over at the end of training, not yet written: it is written together with the
    /// results.
    private(set) var finalCheckpoint: TrainingCheckpoint?
    private(set) var lastStep: Int
    /// Whether nothing has been synced to the disk yet.
    private(set) var isFirstWrite = true

    private let directory: RunDirectory
    private let tables: RunTables
    private let progress: ProgressReporter
    private let interval: CheckpointInterval
    private let budget: TrainingBudget
    private let epochs: Int?
    /// Seconds of training, earlier attempts included, after which it ends.
    private let maxTime: Double
    private let isInterrupted: @Sendable () -> Bool
    private let start = monotonicSeconds()
    private var lastCheckpoint = monotonicSeconds()
    private var isEpochCheckpointDue = false
    private var pendingRequests = 0
    private var lastReport: EpochReport?
    private var lastLoss: Double?

    init(
        directory: RunDirectory, tables: RunTables, progress: ProgressReporter, train: TrainSection,
        budget: TrainingBudget, firstStep: Int, isInterrupted: @escaping @Sendable () -> Bool
    ) {
        self.directory = directory
        self.tables = tables
        self.progress = progress
        self.budget = budget
        self.isInterrupted = isInterrupted
        interval = train.checkpoint.every
        epochs = train.epochs
        maxTime = train.maxTime ?? .infinity
        lastStep = firstStep
    }

    /// Seconds of training in this attempt.
    var seconds: Double { monotonicSeconds() - start }

    func stepsFinished(_ steps: StepLosses) throws {
        tables.append(steps)
        lastLoss = steps.losses.last
    }

    func epochFinished(_ report: EpochReport) throws {
        tables.append(report, seconds: tables.earlierSeconds + seconds)
        lastReport = report
        lastStep = report.step
        if case .epochs(let count) = interval, report.epoch.isMultiple(of: count) {
            isEpochCheckpointDue = true
        }
    }

    func stepFinished(_ step: Int) throws -> TrainingRequest {
        lastStep = step
        if isInterrupted() {
            pendingRequests += 1
            return .interrupt
        }
        let time = monotonicSeconds()
        if progress.isDue(at: time) { progress.update(progressState(step)) }
        if tables.earlierSeconds + (time - start) >= maxTime { return .timeIsUp }
        guard isCheckpointDue(step, at: time) else { return .proceed }
        isEpochCheckpointDue = false
        lastCheckpoint = time
        pendingRequests += 1
        return .checkpoint
    }

    func checkpointReady(_ checkpoint: TrainingCheckpoint) throws {
        guard pendingRequests > 0 else {
            finalCheckpoint = checkpoint
            return
        }
        pendingRequests -= 1
        finalCheckpoint = nil
        try directory.replace(
            Self.files(of: checkpoint), syncing: tables.filesToSync(), isFirst: isFirstWrite)
        isFirstWrite = false
        lastCheckpoint = monotonicSeconds()
    }

    func epochKept(_ epoch: KeptEpoch) throws {
        try directory.replace(RunFile.keptEpoch(epoch.epoch), with: Data(epoch.weights.encoded()))
        if let dropped = epoch.dropped { directory.remove(RunFile.keptEpoch(dropped)) }
    }

    /// `best` first: whatever `last` promises is there when it appears.
    static func files(of checkpoint: TrainingCheckpoint) -> [(name: String, data: Data)] {
        var files: [(name: String, data: Data)] = []
        if checkpoint.file.tensors.contains(where: { $0.name.hasPrefix("best.") }) {
            files.append((RunFile.bestCheckpoint, Data(checkpoint.weights(best: true).encoded())))
        }
        files.append((RunFile.lastCheckpoint, Data(checkpoint.encoded())))
        return files
    }

    func finishProgress() {
        progress.finish(progressState(lastStep))
    }

    private func isCheckpointDue(_ step: Int, at time: Double) -> Bool {
        switch interval {
        case .seconds(let count): time - lastCheckpoint >= count
        case .steps(let count): step.isMultiple(of: count)
        case .epochs: isEpochCheckpointDue
        }
    }

    private func progressState(_ step: Int) -> TrainingProgress {
        let perEpoch = max(budget.stepsPerEpoch, 1)
        return TrainingProgress(
            epoch: min((step + perEpoch - 1) / perEpoch, epochs ?? Int.max), epochs: epochs, step: step,
            totalSteps: budget.totalSteps, loss: lastReport?["train_loss"] ?? lastLoss,
            validationLoss: lastReport?["val_loss"], learningRate: lastReport?.learningRate)
    }
}
