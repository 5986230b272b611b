import Data
import Graph

/// A trial of a stack that has ended.
package struct StackEnding {
    /// The trial's number in the list the stack was made from.
    package var trial: Int
    /// Its place in the session, for weights and predictions.
    package var place: Int
    package var result: TrialResult
}

/// Learns what happens in a stack.
///
/// Lifetime: called on the thread that advances the stack. `trialsEnded` is called with the session that trained them,
/// whose weights are those that were judged; it must not be kept.
package protocol StackObserver: AnyObject {
    func epochFinished(_ report: EpochReport, trial: Int) throws
    func trialsEnded(_ endings: [StackEnding], in session: TrainingSession) throws
    /// Asked after every step; must return within nanoseconds.
    var isInterrupted: Bool { get }
    /// Whether the time of `max_time` is over; asked after every step.
    var isTimeUp: Bool { get }
}

/// Trains a stack of trials that becomes narrower as they end: when at most half of its width is still training, the
/// survivors go on in a session of their own, so that ended trials cost nothing.
///
/// Lifetime: `advance` is called until it answers that nothing is left, `prune` between two calls; by one thread at a
/// time. A trial's numbers do not depend on which others are in the stack, nor on when it was made narrower.
///
/// - Errors: `TrainingError`, `GraphError`, and what the observer throws; the stack is then of no more use
package final class StackTraining {
    private let settings: TrainingSettings
    private let trials: [TrialSettings]
    private let splits: [PreparedSplit]
    private let observer: any StackObserver
    private var session: TrainingSession?
    /// The trials of the session, by their numbers in the list given at the start.
    private var members: [Int]
    /// While the stack is suspended: the trials given up meanwhile, by their numbers in the list given at the start.
    private var prunedMeanwhile: [Int]?
    /// Whether the observer interrupted the training; the trials still running then never end.
    package private(set) var isInterrupted = false

    /// - Parameter solver: computes the weights at once instead of training
    package init(
        settings: TrainingSettings, trials: [TrialSettings], splits: [PreparedSplit],
        solver: (any Solver)? = nil, observer: any StackObserver
    ) throws {
        self.settings = settings
        self.trials = trials
        self.splits = splits
        self.observer = observer
        members = Array(trials.indices)
        let session = try TrainingSession(settings: settings, trials: trials, splits: splits)
        if let solver { try session.solve(with: solver) }
        self.session = session
    }

    /// The trials still training.
    package var running: [Int] {
        session.map { session in session.runningTrials.map { members[$0] } } ?? []
    }

    /// Trains until every trial has finished the epoch or has ended.
    ///
    /// - Returns: whether trials are left
    package func advance(until epoch: Int = .max) throws -> Bool {
        guard prunedMeanwhile == nil else {
            throw TrainingError("the stack is suspended and needs its checkpoints to go on")
        }
        while let session {
            let half = members.count / 2
            let adapter = StackAdapter(observer: observer, members: members)
            if (1...max(half, 1)).contains(session.runningTrials.count), members.count > 1 {
                try compact(session, adapter)
                continue
            }
            let status = try session.advance(until: epoch, orLeft: half, observer: adapter)
            if status == .interrupted {
                isInterrupted = true
                self.session = nil
                return false
            }
            if let status {
                try deliver(session.finish(status, observer: adapter, handsOver: false), of: session)
                self.session = nil
                return false
            }
            if session.finishedEpochs >= epoch { return true }
        }
        return false
    }

    /// Gives trials up; what they have reached is delivered with the others that end.
    package func prune(_ pruned: [Int]) {
        if prunedMeanwhile != nil { prunedMeanwhile? += pruned }
        guard let session else { return }
        session.prune(pruned.compactMap { members.firstIndex(of: $0) })
    }

    /// Ends the session and lets the trials still running go on in a new one.
    private func compact(_ session: TrainingSession, _ adapter: StackAdapter) throws {
        try begin(with: end(session, adapter))
    }

    /// Ends the session between two epochs, so that it takes no memory: trials that ended are handed over.
    ///
    /// - Returns: what the trials still running need to go on, for `resume`; nil where there is nothing to suspend
    package func suspend() throws -> [TrainingCheckpoint]? {
        guard let session, !session.runningTrials.isEmpty else { return nil }
        let checkpoints = try end(session, StackAdapter(observer: observer, members: members))
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

    private func end(_ session: TrainingSession, _ adapter: StackAdapter) throws -> [TrainingCheckpoint] {
        let left = session.runningTrials
        let checkpoints = left.enumerated().map { place, trial in
            var checkpoint = session.checkpoint(trial: trial)
            checkpoint.trial = place
            return checkpoint
        }
        let results = try session.finish(.interrupted, observer: adapter, handsOver: false)
        try deliver(results, of: session)
        members = left.map { members[$0] }
        return checkpoints
    }

    private func begin(with checkpoints: [TrainingCheckpoint]) throws {
        session = try TrainingSession(
            settings: settings, trials: members.map { trials[$0] }, splits: splits, checkpoints: checkpoints)
    }

    /// Hands over the trials that ended.
    private func deliver(_ results: [TrialResult], of session: TrainingSession) throws {
        let endings = results.enumerated().filter { $0.element.status != .interrupted }.map { place, result in
            StackEnding(trial: members[place], place: place, result: result)
        }
        if !endings.isEmpty { try observer.trialsEnded(endings, in: session) }
    }
}

/// Passes a session's events on under the stack's numbers.
private final class StackAdapter: TrainingObserver {
    private let observer: any StackObserver
    private let members: [Int]

    init(observer: any StackObserver, members: [Int]) {
        self.observer = observer
        self.members = members
    }

    func stepsFinished(_ steps: StepLosses) {}

    func epochFinished(_ report: EpochReport) throws {
        var report = report
        report.trial = members[report.trial]
        try observer.epochFinished(report, trial: report.trial)
    }

    func stepFinished(_ step: Int) -> TrainingRequest {
        if observer.isInterrupted { return .interrupt }
        return observer.isTimeUp ? .timeIsUp : .proceed
    }
    func checkpointReady(_ checkpoint: TrainingCheckpoint) {}
}
