import Runs
import Testing

@Suite("Run states")
struct RunStateTests {
    static let endings: [(RunEvent, RunState)] = [
        (.ended(.completed), .completed),
        (.ended(.stopped(reason: "r")), .stopped),
        (.ended(.diverged(reason: "r")), .diverged),
        (.ended(.interrupted), .interrupted),
        (.processGone, .interrupted),
        (.ended(.failed(reason: "r")), .failed),
    ]

    @Test("A running run can end in every other state", arguments: endings)
    func runningEnds(event: RunEvent, expected: RunState) {
        guard case .become(let state, _) = RunState.running.action(for: event) else {
            Issue.record("\(event) was refused")
            return
        }
        #expect(state == expected)
    }

    @Test("A run that has ended cannot end again", arguments: endings)
    func endedStaysEnded(event: RunEvent, _: RunState) {
        for state in RunState.allCases where state != .running {
            guard case .refuse = state.action(for: event) else {
                Issue.record("\(state) accepted \(event)")
                continue
            }
        }
    }

    /// state, specification changed, may resume
    static let resumes: [(RunState, Bool, Bool)] = [
        (.interrupted, false, true), (.interrupted, true, true),
        (.failed, false, true), (.failed, true, true),
        (.completed, false, false), (.completed, true, true),
        (.stopped, false, false), (.stopped, true, true),
        (.diverged, false, false), (.diverged, true, false),
        (.running, false, false), (.running, true, false),
    ]

    @Test("Which states can be resumed", arguments: resumes)
    func resume(state: RunState, changed: Bool, expected: Bool) {
        let action = state.action(for: .resume(changed: changed))
        let isAccepted =
            action
            == .become(
                .running,
                reason: changed && [.completed, .stopped].contains(state)
                    ? "resumed with changes" : "resumed")
        #expect(isAccepted == expected)
    }

    @Test("Nothing left to do is not a refusal")
    func completedWithoutChange() {
        guard case .nothingToDo = RunState.completed.action(for: .resume(changed: false)) else {
            Issue.record("a completed run must say that nothing is left")
            return
        }
    }
}
