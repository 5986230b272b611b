import Runs

/// How the states of a run look on a terminal.
package enum StateText {
    package static func painted(_ state: RunState, _ terminal: Terminal) -> String {
        terminal.painted(state.rawValue, paint(state))
    }

    private static func paint(_ state: RunState) -> Paint {
        switch state {
        case .completed, .stopped: .good
        case .running: .accent
        case .interrupted: .caution
        case .diverged, .failed: .bad
        }
    }
}
