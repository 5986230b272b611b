import Machine
import Runs

/// What a blend is made of, for a terminal.
struct BlendText {
    let blend: RunBlend
    let sweep: SweepDirectory

    private static let mostMembers = 12

    func lines() -> [String] {
        var table = TextTable([.right, .right, .right])
        table.row(["trial", "weight", blend.objective])
        for member in blend.members.prefix(Self.mostMembers) {
            table.row([
                "\(member.trial)", NumberText.percent(member.weight),
                member.value.map { NumberText.significant($0) } ?? "",
            ])
        }
        var lines = ["", "  \(summary)", ""] + table.lines(indent: 2)
        let rest = blend.members.count - Self.mostMembers
        if rest > 0 { lines.append("  and \(NumberText.count(rest)) more") }
        if blend.isRefitted ?? false {
            lines += [
                "",
                "  its models were trained again on training and validation rows; figures of val are of those before",
            ]
        }
        return lines
    }

    /// `val_accuracy 0.912 from 7 trials; the best alone 0.904`
    private var summary: String {
        let reached = blend.value.map { NumberText.significant($0) } ?? "undefined"
        let alone =
            blend.curve.first.flatMap(\.self).map { "; the best alone \(NumberText.significant($0))" } ?? ""
        return
            "\(blend.objective) \(reached) from \(NumberText.count(blend.members.count, "trial"))\(alone)"
    }
}
