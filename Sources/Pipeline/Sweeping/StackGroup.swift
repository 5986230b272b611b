import Data
import Foundation
import Runs
import Training

/// What of a stack is trained as one program: all its trials, or of a cross-validation all trials on the folds of one
/// size.
///
/// Lifetime: `begin` once, then `advance`, with `suspend` and `prune` between two calls; by one thread at a time.
final class StackGroup: StackObserver {
    typealias Member = (trial: Int, fold: PreparedFold?)

    private let members: [Member]
    private unowned let run: StackRun
    private var training: StackTraining?
    /// Where the trials wait while the group is suspended.
    private var waiting: [String]?

    init(_ members: [Member], of run: StackRun) {
        self.members = members
        self.run = run
    }

    /// Ends the training wherever it is; the training and its observer keep each other alive until then.
    func abandon() {
        training = nil
        for path in waiting ?? [] { unlink(path) }
        waiting = nil
    }

    func begin(
        _ settings: TrainingSettings, _ trials: [TrialSettings], splits: [PreparedSplit],
        solver: (any Solver)?
    ) throws {
        training = try StackTraining(
            settings: settings, trials: trials, splits: splits, solver: solver, observer: self)
    }

    /// - Returns: whether trials are left
    func advance(until epoch: Int) throws -> Bool {
        try resume()
        let isLeft = try training?.advance(until: epoch) ?? false
        if !isLeft { training = nil }
        return isLeft
    }

    func prune(trials: [Int]) {
        training?.prune(members.indices.filter { trials.contains(members[$0].trial) })
    }

    /// Puts what the trials need to go on into files.
    func suspend() throws {
        guard waiting == nil, let checkpoints = try training?.suspend() else { return }
        let directory = run.execution.directory
        do {
            waiting = try checkpoints.map { checkpoint in
                let name =
                    "\(run.trials.first?.number ?? 0)-\(members.first?.fold?.index ?? 0)-\(checkpoint.trial)"
                return try directory.writeSuspended(Foundation.Data(checkpoint.encoded()), name: name)
            }
        } catch {
            throw SweepStopped(cause: error)
        }
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

    var isInterrupted: Bool { run.execution.isStopping }
    var isTimeUp: Bool { run.isTimeUp }

    func epochFinished(_ report: EpochReport, trial: Int) { run.epochFinished(report, members[trial]) }

    func trialsEnded(_ endings: [StackEnding], in session: TrainingSession) throws {
        try run.ended(endings.map { (members[$0.trial], $0) }, in: session)
    }
}
