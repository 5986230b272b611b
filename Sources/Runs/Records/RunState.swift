/// Where a run is in its life. Stored as `status` in `run.json`.
package enum RunState: String, Codable, Sendable, CaseIterable {
    /// A process is working on it. Next: any other state; `interrupted` also when the process is gone.
    case running
    /// Trained for its whole budget. Next: `running`, when resumed with a larger budget.
    case completed
    /// Ended early by its stopping rule. Next: `running`, when resumed with a rule that lets it go on.
    case stopped
    /// The loss or a gradient was not finite. Next: none; the same computation diverges again.
    case diverged
    /// Ctrl-C, a termination signal, or the process disappeared. Next: `running`, when resumed.
    case interrupted
    /// Something outside the training failed (a full disk, a data file gone). Next: `running`, when resumed.
    case failed
}

/// What can happen to a run.
package enum RunEvent: Sendable, Equatable {
    case ended(Ending)
    case processGone
    /// Somebody wants to continue; `changed` says whether the specification was altered by overrides.
    case resume(changed: Bool)
}

/// The one thing to do about an event.
package enum RunAction: Sendable, Equatable {
    /// Write the new state, with the reason shown to people.
    case become(RunState, reason: String)
    /// There is nothing left to do; not an error.
    case nothingToDo(reason: String)
    /// Not possible in this state.
    case refuse(reason: String)
}

extension RunState {
    /// The action for an event in this state. Pure: no clock, no files.
    package func action(for event: RunEvent) -> RunAction {
        switch event {
        case .ended(.completed):
            return ending(.completed, "the training budget is used up")
        case .ended(.interrupted):
            return ending(.interrupted, "a signal asked it to stop")
        case .ended(let ending):
            return self.ending(ending.runState, ending.reason ?? "")
        case .processGone:
            return ending(.interrupted, "its process is gone")
        case .resume(let changed):
            return resuming(changed: changed)
        }
    }

    private func ending(_ state: RunState, _ reason: String) -> RunAction {
        guard self == .running else {
            return .refuse(reason: "it is \(rawValue), not running")
        }
        return .become(state, reason: reason)
    }

    private func resuming(changed: Bool) -> RunAction {
        switch self {
        case .interrupted, .failed:
            return .become(.running, reason: "resumed")
        case .completed where changed:
            return .become(.running, reason: "resumed with changes")
        case .completed:
            return .nothingToDo(reason: "it is complete; raise its budget to continue")
        case .stopped where changed:
            return .become(.running, reason: "resumed with changes")
        case .stopped:
            return .nothingToDo(
                reason: "its stopping rule ended it; change the rule to continue, for example "
                    + "train.early_stopping.patience=20, or train.max_time")
        case .diverged:
            return .refuse(
                reason: "it diverged, and would again; start a new run with a smaller learning rate")
        case .running:
            return .refuse(reason: "a process is still working on it")
        }
    }
}
