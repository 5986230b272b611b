import Machine
import Runs

/// The members of an ensemble in a line for a terminal.
enum MembersText {
    static func lines(_ metrics: RunMetrics) -> [String] {
        guard let members = metrics.members, let split = metrics.memberSplit,
            let range = members.range(of: split)
        else { return [] }
        let together = (metrics.splits[split]?["loss"] ?? nil).map {
            "; together \(NumberText.significant($0))"
        }
        return [
            "",
            "  \(NumberText.count(members.count, "member")) (\(members.share)), \(split) loss of each "
                + "\(NumberText.significant(range.low)) to \(NumberText.significant(range.high)), on average "
                + "\(NumberText.significant(range.mean))\(together ?? "")",
        ]
    }
}
