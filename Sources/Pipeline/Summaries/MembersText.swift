import Machine
import Runs

/// The members of an ensemble in a line for a terminal.
enum MembersText {
    static func lines(_ metrics: RunMetrics) -> [String] {
        guard let members = metrics.allMembers, let split = metrics.memberSplit,
            let range = members.range(of: split)
        else { return [] }
        let together = (metrics.splits[split]?["loss"] ?? nil).map {
            "; together \(NumberText.significant($0))"
        }
        let folds =
            metrics.crossValidation.map { " in each of \(NumberText.count($0.folds.count, "fold"))" } ?? ""
        return [
            "",
            "  \(NumberText.count(members.count, "member")) (\(members.share))\(folds), \(split) loss of each "
                + "\(NumberText.significant(range.low)) to \(NumberText.significant(range.high)), on average "
                + "\(NumberText.significant(range.mean))\(together ?? "")",
        ]
    }
}
