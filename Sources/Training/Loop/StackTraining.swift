import Data
import Graph

/// A trial of a stack that has ended.
package struct StackEnding {
    /// The trial's number in the list the stack was made from.
    package var trial: Int
    /// Its place in the session, for weights and predictions.
    package var place: Int
    package var result: TrialResult
    /// Where its training ended, if the stack keeps checkpoints.
    package var checkpoint: TrainingCheckpoint?
}

/// Learns what happens in a stack, as `TrainingObserver` does in a session; trials have their numbers in the list the
/// stack was made from.
///
/// Lifetime: called on the thread that advances the stack. `trialsEnded` is called with the session that trained them,
/// whose weights are those that were judged; it must not be kept.
package protocol StackObserver: AnyObject {
    func stepsFinished(_ steps: StepLosses) throws
    func epochFinished(_ report: EpochReport) throws
    /// Called after every step with the number of steps finished; must return within nanoseconds most of the time.
    func stepFinished(_ step: Int) throws -> TrainingRequest
    /// The answer to a request, and what an interruption leaves of a stack that waits to go on: every trial still
    /// running.
    func checkpointsReady(_ checkpoints: [TrainingCheckpoint]) throws
    func epochKept(_ epoch: KeptEpoch) throws
    func trialsEnded(_ endings: [StackEnding], in session: any TrialSession) throws
}

extension StackObserver {
    // Most stacks are trained for their last figures alone.
    package func stepsFinished(_ steps: StepLosses) {}
    package func stepFinished(_ step: Int) -> TrainingRequest { .proceed }
    package func checkpointsReady(_ checkpoints: [TrainingCheckpoint]) {}
    package func epochKept(_ epoch: KeptEpoch) {}
}

/// Trains a stack of trials that becomes narrower as they end: when at most half of its width is still training, the
/// survivors go on in a session of their own, so that ended trials cost nothing. A run is a stack of one.
///
/// Lifetime: `advance` is called until it answers that nothing is left, `prune` between two calls; by one thread at a
/// time. A trial's numbers do not depend on which others are in the stack, nor on when it was made narrower.
///
/// - Errors: `TrainingError`, `GraphError`, and what the observer throws; the stack is then of no more use
package final class StackTraining {
    package let settings: TrainingSettings
    private let trials: [TrialSettings]
    private let splits: [PreparedSplit]
    /// Whether endings have checkpoints.
    private let keepsCheckpoints: Bool
    /// Whether trials end when they are interrupted.
    private let endsWhenInterrupted: Bool
    private var session: (any TrialSession)?
    /// The trials of the session, by their numbers in the list given at the start.
    package private(set) var members: [Int]
    /// While the stack is suspended: the trials given up meanwhile, by their numbers in the list given at the start.
    private var prunedMeanwhile: [Int]?
    /// What the user should know about what a solver found, one sentence each.
    package private(set) var remarks: [String] = []

    /// - Parameter solver: computes the weights at once instead of training
    /// - Parameter checkpoints: one for each trial, to continue from; empty to start afresh
    /// - Parameter keepsCheckpoints: whether endings have checkpoints
    /// - Parameter endsWhenInterrupted: whether trials end when they are interrupted. Otherwise they have no ending and
    ///   hand over where they stand
    package init(
        settings: TrainingSettings, trials: [TrialSettings], splits: [PreparedSplit],
        solver: (any Solver)? = nil, checkpoints: [TrainingCheckpoint] = [], keepsCheckpoints: Bool = false,
        endsWhenInterrupted: Bool = false
    ) throws {
        self.settings = settings
        self.trials = trials.enumerated().map { number, trial in
            var trial = trial
            trial.number = number
            return trial
        }
        self.splits = splits
        self.keepsCheckpoints = keepsCheckpoints
        self.endsWhenInterrupted = endsWhenInterrupted
        members = Array(trials.indices)
        session = try makeSession(self.trials, checkpoints)
        if let solver, let session = session as? TrainingSession {
            remarks = try session.solve(with: solver)
        }
    }

    package var budget: TrainingBudget? { session?.budget }
    /// The names of what every epoch gives.
    package var columns: [String] { session?.columns ?? [] }

    /// Trains until every trial has finished the epoch or has ended.
    ///
    /// - Returns: whether trials are left
    package func advance(until epoch: Int = .max, observer: any StackObserver) throws -> Bool {
        guard prunedMeanwhile == nil else {
            throw TrainingError("the stack is suspended and needs its checkpoints to go on")
        }
        while let session {
            // Trials that go on from where others left them may be there already.
            if session.finishedEpochs >= epoch, !session.isAtEnd { return true }
            let half = members.count / 2
            if (1...max(half, 1)).contains(session.runningTrials.count), members.count > 1 {
                try begin(with: end(session, observer))
                continue
            }
            let adapter = StackAdapter(observer, members, session)
            let status = try session.advance(until: epoch, orLeft: half, observer: adapter)
            if let status {
                if status == .interrupted, !endsWhenInterrupted, !session.runningTrials.isEmpty {
                    try session.handOver(to: adapter)
                } else {
                    try finish(session, status, adapter)
                }
                self.session = nil
                return false
            }
            if session.finishedEpochs >= epoch { return true }
        }
        return false
    }

    /// Where the trials of the session stand that have ended and were not handed over yet, and between two epochs also
    /// those still running.
    package func standing(isRunning: Bool) throws -> [TrainingCheckpoint] {
        guard let session else { return [] }
        let running = Set(session.runningTrials)
        return try members.indices.filter { isRunning || !running.contains($0) }.map { place in
            var checkpoint = try session.checkpoint(trial: place)
            checkpoint.trial = members[place]
            return checkpoint
        }
    }

    /// Gives trials up; what they have reached is delivered with the others that end.
    package func prune(_ pruned: [Int]) {
        if prunedMeanwhile != nil { prunedMeanwhile? += pruned }
        guard let session else { return }
        session.prune(pruned.compactMap { members.firstIndex(of: $0) })
    }

    /// Ends the session between two epochs, so that it takes no memory: trials that ended are handed over.
    ///
    /// - Returns: what the trials still running need to go on, for `resume`; nil where there is nothing to suspend
    package func suspend(observer: any StackObserver) throws -> [TrainingCheckpoint]? {
        guard let session, session.canWait, !session.runningTrials.isEmpty else { return nil }
        let checkpoints = try end(session, observer)
        self.session = nil
        prunedMeanwhile = []
        return checkpoints
    }

    /// Goes on after `suspend`.
    package func resume(_ checkpoints: [TrainingCheckpoint]) throws {
        guard let pruned = prunedMeanwhile else { return }
        try begin(with: checkpoints)
        prunedMeanwhile = nil
        prune(pruned)
    }

    /// Ends the session, but not the trials still running.
    ///
    /// - Returns: what those need to go on
    private func end(_ session: any TrialSession, _ observer: any StackObserver) throws
        -> [TrainingCheckpoint]
    {
        let left = session.runningTrials
        let checkpoints = try left.enumerated().map { place, trial in
            var checkpoint = try session.checkpoint(trial: trial)
            checkpoint.trial = place
            return checkpoint
        }
        try finish(session, .interrupted, StackAdapter(observer, members, session), without: Set(left))
        members = left.map { members[$0] }
        return checkpoints
    }

    private func begin(with checkpoints: [TrainingCheckpoint]) throws {
        session = try makeSession(members.map { trials[$0] }, checkpoints)
    }

    private func makeSession(
        _ trials: [TrialSettings], _ checkpoints: [TrainingCheckpoint]
    ) throws -> any TrialSession {
        if let trees = settings.plan.treeModel {
            return try TreeSession(
                trees, settings: settings, trials: trials, splits: splits, checkpoints: checkpoints)
        }
        return try TrainingSession(
            settings: settings, trials: trials, splits: splits, checkpoints: checkpoints)
    }

    /// Hands over the trials of a session.
    ///
    /// - Parameter status: of the trials still running
    /// - Parameter others: places of trials that go on
    private func finish(
        _ session: any TrialSession, _ status: TrainingStatus, _ adapter: StackAdapter,
        without others: Set<Int> = []
    ) throws {
        adapter.isEnding = true
        let results = try session.finish(status, observer: adapter, handsOver: keepsCheckpoints)
        let endings = results.enumerated().filter { !others.contains($0.offset) }.map { place, result in
            StackEnding(
                trial: members[place], place: place, result: result, checkpoint: adapter.checkpoints[place])
        }
        if !endings.isEmpty { try adapter.observer.trialsEnded(endings, in: session) }
    }
}

/// Passes a session's events on under the stack's numbers.
private final class StackAdapter: TrainingObserver {
    let observer: any StackObserver
    private let members: [Int]
    private unowned let session: any TrialSession
    /// Whether checkpoints are the last ones, which are handed over with the endings.
    var isEnding = false
    /// By place in the session.
    private(set) var checkpoints: [Int: TrainingCheckpoint] = [:]

    init(_ observer: any StackObserver, _ members: [Int], _ session: any TrialSession) {
        self.observer = observer
        self.members = members
        self.session = session
    }

    func stepsFinished(_ steps: StepLosses) throws {
        var steps = steps
        steps.trial = members[steps.trial]
        try observer.stepsFinished(steps)
    }

    func epochFinished(_ report: EpochReport) throws { try observer.epochFinished(report) }

    func stepFinished(_ step: Int) throws -> TrainingRequest { try observer.stepFinished(step) }

    func checkpointReady(_ checkpoint: TrainingCheckpoint) throws {
        let place = checkpoint.trial
        checkpoints[place] = checkpoint
        checkpoints[place]?.trial = members[place]
        guard !isEnding, checkpoints.count == session.runningTrials.count else { return }
        let all = checkpoints.sorted { $0.key < $1.key }.map(\.value)
        checkpoints = [:]
        try observer.checkpointsReady(all)
    }

    func epochKept(_ epoch: KeptEpoch) throws {
        var epoch = epoch
        epoch.trial = members[epoch.trial]
        try observer.epochKept(epoch)
    }
}
