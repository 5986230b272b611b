import Foundation
import Runs
import Training

/// What of a job is trained as one program: rows, progress, checkpoints, interruption and time of every kind of
/// training.
final class JobStack: StackObserver {
    private let members: [JobMember]
    private unowned let owner: JobTraining
    private unowned let keeper: any JobKeeper
    private var training: StackTraining?
    private var hasEnded = false
    /// Where the trainings wait while the stack is suspended.
    private var waiting: [String]?
    private var progress: ProgressReporter?
    private var budget: TrainingBudget?
    private let interval: CheckpointInterval?
    /// Where its trainings stand that go on elsewhere.
    private var left: [(member: JobMember, checkpoint: TrainingCheckpoint)]?
    private var isEnding = false
    private let epochs: Int?
    private var lastStep: Int
    private var lastReport: EpochReport?
    private var lastLoss: Double?
    private var lastCheckpoint = monotonicSeconds()
    private var isEpochCheckpointDue = false

    init(_ members: [JobMember], of owner: JobTraining, keeper: any JobKeeper, begun: StackTraining?) {
        self.members = members
        self.owner = owner
        self.keeper = keeper
        training = begun
        let train = owner.job.spec.effectiveTrain
        interval = owner.job.objective == nil || keeper.isContinuedByOthers ? train.checkpoint.every : nil
        epochs = train.epochs
        lastStep = members.first?.checkpoint?.state.step ?? 0
    }

    func advance(until epoch: Int) throws -> Bool {
        guard !hasEnded else { return false }
        if budget == nil {
            let training = try training ?? owner.job.training(of: members)
            self.training = training
            budget = training.budget
            progress = keeper.progress(of: members)
            owner.startClock()
            lastCheckpoint = monotonicSeconds()
        }
        try resume()
        do {
            let isLeft = try training?.advance(until: epoch, observer: self) ?? false
            if !isLeft {
                training = nil
                hasEnded = true
                progress?.finish(state)
            }
            return isLeft
        } catch {
            progress?.abandon()
            throw error
        }
    }

    func abandon() {
        training = nil
        for path in waiting ?? [] { unlink(path) }
        waiting = nil
        left = nil
    }

    /// Where its trainings stand, as far as they have not been handed over as ended.
    func standing() throws -> [(member: JobMember, checkpoint: TrainingCheckpoint)] {
        if let left { return left }
        if hasEnded { return [] }
        if let waiting {
            let checkpoints = try self.checkpoints(waiting)
            return zip(training?.members ?? [], checkpoints).map { (members[$0], $1) }
        }
        guard let training, budget != nil else {
            return members.compactMap { member in member.checkpoint.map { (member, $0) } }
        }
        return try training.standing(isRunning: true).map { (members[$0.trial], $0) }
    }

    func prune(_ trials: [Int]) {
        training?.prune(members.indices.filter { trials.contains(members[$0].trial) })
    }

    func suspend(_ store: (Data, _ name: String) throws -> String) throws {
        guard waiting == nil, let checkpoints = try training?.suspend(observer: self) else { return }
        waiting = try checkpoints.map { try store(Data($0.encoded()), "\($0.trial)") }
    }

    private func resume() throws {
        guard let paths = waiting else { return }
        try training?.resume(checkpoints(paths))
        for path in paths { unlink(path) }
        waiting = nil
    }

    private func checkpoints(_ paths: [String]) throws -> [TrainingCheckpoint] {
        try paths.enumerated().map { place, path in
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw RunError.system(action: "read", path: path, code: errno)
            }
            return try TrainingCheckpoint(bytes: [UInt8](bytes), trial: place)
        }
    }

    // MARK: StackObserver

    func stepsFinished(_ steps: StepLosses) {
        keeper.stepsFinished(steps, of: members[steps.trial])
        lastLoss = steps.losses.last
    }

    func epochFinished(_ report: EpochReport) {
        keeper.epochFinished(report, of: members[report.trial])
        lastReport = report
        lastStep = report.step
        if case .epochs(let count) = interval, report.epoch.isMultiple(of: count) {
            isEpochCheckpointDue = true
        }
    }

    func stepFinished(_ step: Int) -> TrainingRequest {
        lastStep = step
        if keeper.isInterrupted {
            isEnding = true
            return .interrupt
        }
        let time = monotonicSeconds()
        if let progress, progress.isDue(at: time) { progress.update(state) }
        if owner.isTimeUp(at: time) { return .timeIsUp }
        guard isCheckpointDue(step, at: time) else { return .proceed }
        isEpochCheckpointDue = false
        lastCheckpoint = time
        return .checkpoint
    }

    func checkpointsReady(_ checkpoints: [TrainingCheckpoint]) throws {
        let running = checkpoints.map { (member: members[$0.trial], checkpoint: $0) }
        if keeper.isContinuedByOthers {
            let ended = try training?.standing(isRunning: false).map { (members[$0.trial], $0) } ?? []
            left = running + ended
            // What an interruption leaves is handed over once, for all stacks together.
            if !isEnding {
                try owner.keepAll()
                left = nil
            }
        } else {
            try keeper.keep(running)
        }
        lastCheckpoint = monotonicSeconds()
    }

    func epochKept(_ epoch: KeptEpoch) throws { try keeper.epochKept(epoch, of: members[epoch.trial]) }

    func trialsEnded(_ endings: [StackEnding], in session: any TrialSession) throws {
        try keeper.ended(endings.map { (members[$0.trial], $0) }, in: session)
    }

    private func isCheckpointDue(_ step: Int, at time: Double) -> Bool {
        switch interval {
        case .seconds(let count)?:
            keeper.isContinuedByOthers
                ? owner.isDue(after: count, at: time) : time - lastCheckpoint >= count
        case .steps(let count)?: step.isMultiple(of: count)
        case .epochs?: isEpochCheckpointDue
        case nil: false
        }
    }

    private var state: TrainingProgress {
        let perEpoch = max(budget?.stepsPerEpoch ?? 1, 1)
        return TrainingProgress(
            epoch: min((lastStep + perEpoch - 1) / perEpoch, epochs ?? Int.max), epochs: epochs,
            step: lastStep, totalSteps: budget?.totalSteps ?? 0,
            loss: lastReport?["train_loss"] ?? lastLoss, validationLoss: lastReport?["val_loss"],
            learningRate: lastReport?.learningRate)
    }
}
