import Foundation
import Runs
import Training

/// Whoever keeps what a job gives: a run's directory, or a sweep.
///
/// Lifetime: every call comes on the thread that advances the job.
protocol JobKeeper: AnyObject {
    /// Asked after every step; must return within nanoseconds.
    var isInterrupted: Bool { get }
    /// Shows how far a stack is; nil for nothing. Asked once, when the stack begins.
    func progress(of stack: [JobMember]) -> ProgressReporter?
    func stepsFinished(_ steps: StepLosses, of member: JobMember)
    func epochFinished(_ report: EpochReport, of member: JobMember)
    func epochKept(_ epoch: KeptEpoch, of member: JobMember) throws
    /// Where trainings stand: asked for by `checkpoint.every`, once for all of a stack that are still running.
    func keep(_ checkpoints: [(member: JobMember, checkpoint: TrainingCheckpoint)]) throws
    /// Trainings of a stack that have ended.
    func ended(_ endings: [(member: JobMember, ending: StackEnding)], in session: any TrialSession) throws
}

extension JobKeeper {
    // What only those do who write files while the job trains.
    func progress(of stack: [JobMember]) -> ProgressReporter? { nil }
    func epochKept(_ epoch: KeptEpoch, of member: JobMember) {}
    func keep(_ checkpoints: [(member: JobMember, checkpoint: TrainingCheckpoint)]) {}
}

/// The training of a job, stack by stack.
///
/// Lifetime: `advance` until it answers that nothing is left, with `suspend` and `prune` between two calls; by one
/// thread at a time.
final class JobTraining {
    let job: Job
    private unowned let keeper: any JobKeeper
    private var stacks: [JobStack] = []
    private let earlierSeconds: Double
    private let maxTime: Double
    /// When the first stack began to train.
    private var start: Double?

    /// - Parameter begun: the first stack, where it has been made already
    /// - Parameter earlierSeconds: what earlier attempts took of `max_time`
    init(_ job: Job, keeper: any JobKeeper, begun: StackTraining? = nil, earlierSeconds: Double = 0) {
        self.job = job
        self.keeper = keeper
        self.earlierSeconds = earlierSeconds
        maxTime = job.spec.effectiveTrain.maxTime ?? .infinity
        stacks = job.stacks.enumerated().map { index, members in
            JobStack(members, of: self, keeper: keeper, begun: index == 0 ? begun : nil)
        }
    }

    /// Seconds of training, earlier attempts included.
    var seconds: Double { seconds(at: monotonicSeconds()) }

    private func seconds(at time: Double) -> Double { earlierSeconds + (start.map { time - $0 } ?? 0) }

    /// Whether the time of `max_time` is over.
    func isTimeUp(at time: Double) -> Bool { maxTime < .infinity && seconds(at: time) >= maxTime }

    /// The clock runs from the first step on, not while programs are made.
    func startClock() { start = start ?? monotonicSeconds() }

    /// Trains until every training has finished the epoch or has ended.
    ///
    /// - Returns: whether any is left
    /// - Errors: what keeps the job from being trained; it is then of no more use
    func advance(until epoch: Int = .max) throws -> Bool {
        do {
            var isLeft = false
            for (index, stack) in stacks.enumerated() where index == 0 || !keeper.isInterrupted {
                if try stack.advance(until: epoch) { isLeft = true }
            }
            if !isLeft { stacks = [] }
            return isLeft
        } catch {
            abandon()
            throw error
        }
    }

    /// Gives back all memory and files of a job that does not go on.
    func abandon() {
        for stack in stacks { stack.abandon() }
        stacks = []
    }

    /// Lets the job wait without memory until `advance` is called again.
    ///
    /// - Parameter store: puts bytes into a file and returns its path
    func suspend(_ store: (Data, _ name: String) throws -> String) throws {
        for (index, stack) in stacks.enumerated() {
            try stack.suspend { try store($0, "\(index)-\($1)") }
        }
    }

    /// Gives trials up, by their places.
    func prune(_ trials: [Int]) {
        for stack in stacks { stack.prune(trials) }
    }
}

/// What of a job is trained as one program: rows, progress, checkpoints, interruption and time of every kind of
/// training.
private final class JobStack: StackObserver {
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
        // Trials of a sweep are continued from their ledger alone.
        interval = owner.job.objective == nil ? train.checkpoint.every : nil
        epochs = train.epochs
        lastStep = members.first?.fold.checkpoint?.state.step ?? 0
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
        let checkpoints = try paths.enumerated().map { place, path in
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw RunError.system(action: "read", path: path, code: errno)
            }
            return try TrainingCheckpoint(bytes: [UInt8](bytes), trial: place)
        }
        try training?.resume(checkpoints)
        for path in paths { unlink(path) }
        waiting = nil
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
        if keeper.isInterrupted { return .interrupt }
        let time = monotonicSeconds()
        if let progress, progress.isDue(at: time) { progress.update(state) }
        if owner.isTimeUp(at: time) { return .timeIsUp }
        guard isCheckpointDue(step, at: time) else { return .proceed }
        isEpochCheckpointDue = false
        lastCheckpoint = time
        return .checkpoint
    }

    func checkpointsReady(_ checkpoints: [TrainingCheckpoint]) throws {
        try keeper.keep(checkpoints.map { (members[$0.trial], $0) })
        lastCheckpoint = monotonicSeconds()
    }

    func epochKept(_ epoch: KeptEpoch) throws { try keeper.epochKept(epoch, of: members[epoch.trial]) }

    func trialsEnded(_ endings: [StackEnding], in session: any TrialSession) throws {
        try keeper.ended(endings.map { (members[$0.trial], $0) }, in: session)
    }

    private func isCheckpointDue(_ step: Int, at time: Double) -> Bool {
        switch interval {
        case .seconds(let count)?: time - lastCheckpoint >= count
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
