/// How a training, a run or a trial of a sweep ended.
package enum Ending: Hashable, Sendable {
    /// Its budget was used up.
    case completed
    /// Its stopping rule ended it, or its time limit.
    case stopped(reason: String)
    /// A sweep gave it up, because others were better.
    case pruned(reason: String)
    /// A loss or a parameter was not finite.
    case diverged(reason: String)
    /// A signal asked it to stop.
    case interrupted
    /// Something outside the training went wrong.
    case failed(reason: String)

    /// Why, for people; nil where the kind of ending says everything.
    package var reason: String? {
        switch self {
        case .completed, .interrupted: nil
        case .stopped(let reason), .pruned(let reason), .diverged(let reason), .failed(let reason): reason
        }
    }

    /// The state of a run that ended so.
    package var runState: RunState {
        switch self {
        case .completed: .completed
        case .stopped, .pruned: .stopped
        case .diverged: .diverged
        case .interrupted: .interrupted
        case .failed: .failed
        }
    }

    /// The state of a trial that ended so.
    package var trialState: TrialEnd {
        switch self {
        case .completed: .completed
        case .stopped: .stopped
        case .pruned: .pruned
        case .diverged: .diverged
        case .interrupted, .failed: .failed
        }
    }

    /// How a trial ended, as its record says it.
    package init(_ state: TrialEnd, reason: String?) {
        let reason = reason ?? ""
        switch state {
        case .completed: self = .completed
        case .stopped: self = .stopped(reason: reason)
        case .pruned: self = .pruned(reason: reason)
        case .diverged: self = .diverged(reason: reason)
        case .failed: self = .failed(reason: reason)
        }
    }
}
