import Machine
import Runs

/// Why trials gave no result, the most frequent reasons first.
package enum FailuresSection: SweepReportSection {
    package static let name = "failures"
    package static let title = "Trials without a result"

    package static func body(_ sweep: SweepContents) -> HTMLText? {
        let lost = sweep.trials.filter { !$0.state.isFinished }
        guard !lost.isEmpty else { return nil }
        var groups: [String: [TrialRecord]] = [:]
        for trial in lost {
            groups[trial.state.rawValue + "\u{1F}" + shortened(trial.reason ?? ""), default: []].append(trial)
        }
        let order = groups.keys.sorted { (-(groups[$0]?.count ?? 0), $0) < (-(groups[$1]?.count ?? 0), $1) }
        var table = HTMLTable([
            .init("state"), .init("trials", isNumber: true), .init("reason"), .init("for example"),
        ])
        for key in order.prefix(20) {
            guard let trials = groups[key], let first = trials.first else { continue }
            let examples: String = trials.prefix(5).map { "\($0.number)" }.joined(separator: ", ")
            table.row([first.state.rawValue, NumberText.count(trials.count), first.reason ?? "", examples])
        }
        return table.html
    }

    /// Reasons that differ in their numbers only are one.
    private static func shortened(_ reason: String) -> String {
        String(reason.map { $0.isNumber ? "#" : $0 }.prefix(200))
    }
}
