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
    /// Whether others go on with the job from what `keep` was given. It is then given all trainings of the job, also
    /// when an interruption ends it, and no training ends because of one.
    var isContinuedByOthers: Bool { get }
    /// Where trainings stand: asked for by `checkpoint.every`, once for all of a stack that are still running.
    func keep(_ checkpoints: [(member: JobMember, checkpoint: TrainingCheckpoint)]) throws
    /// Trainings of a stack that have ended.
    func ended(_ endings: [(member: JobMember, ending: StackEnding)], in session: any TrialSession) throws
}

extension JobKeeper {
    // What only those do who write files while the job trains.
    func progress(of stack: [JobMember]) -> ProgressReporter? { nil }
    func epochKept(_ epoch: KeptEpoch, of member: JobMember) {}
    var isContinuedByOthers: Bool { false }
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
    func startClock() {
        guard start == nil else { return }
        start = monotonicSeconds()
        lastKept = monotonicSeconds()
    }

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
            if keeper.isContinuedByOthers, keeper.isInterrupted { try keepAll() }
            if !isLeft { stacks = [] }
            return isLeft
        } catch {
            abandon()
            throw error
        }
    }

    /// Hands over where every training of the job stands, between two calls of `advance`.
    ///
    /// - Parameter share: of the time between two checkpoints that must have gone by; nil for all that are worth it
    func keepAll(afterShare share: Double? = nil) throws {
        if let share {
            guard let seconds = intervalSeconds, isDue(after: seconds * share, at: monotonicSeconds()) else {
                return
            }
        }
        let begin = monotonicSeconds()
        let standing = try stacks.flatMap { try $0.standing() }
        if !standing.isEmpty { try keeper.keep(standing) }
        lastKept = monotonicSeconds()
        keepingSeconds = lastKept - begin
    }

    /// When a job that others go on with was last kept, or began, and how long that took.
    private var lastKept = 0.0
    private var keepingSeconds = 0.0

    private var intervalSeconds: Double? {
        guard case .seconds(let count) = job.spec.effectiveTrain.checkpoint.every else { return nil }
        return count
    }

    /// Keeping must not take more than about a fiftieth of the time.
    func isDue(after seconds: Double, at time: Double) -> Bool {
        time - lastKept >= max(seconds, 50 * keepingSeconds)
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
