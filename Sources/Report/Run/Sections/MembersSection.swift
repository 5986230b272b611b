import Machine
import Runs

/// The members of an ensemble: the loss of each by itself, beside that of all together.
package enum MembersSection: RunSection {
    package static let name = "members"
    package static let title = "Members"

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let metrics = run.metrics, let members = metrics.allMembers, let split = metrics.memberSplit,
            let losses = members.losses[split]
        else { return nil }
        var bars = losses.enumerated().map { place, loss in
            BarChart.Bar(name(place, members.count, inFolds: metrics.members == nil), value: loss ?? .nan)
        }
        let together = metrics.splits[split]?["loss"] ?? nil
        bars.insert(BarChart.Bar("together", value: together ?? .nan), at: 0)
        var chart = BarChart(title: "Loss of each member", xLabel: "loss on \(split) rows", bars: bars)
        chart.limit = 65
        let range = members.range(of: split).map {
            " Alone they have \(NumberText.significant($0.low)) to \(NumberText.significant($0.high)),"
                + " \(NumberText.significant($0.mean)) on average."
        }
        chart.note =
            "\(NumberText.count(members.count)) members, sharing \(members.share); a prediction is their mean."
            + (range ?? "")
        return figureGrid([("members-figure", chart.figure())])
    }

    private static func name(_ place: Int, _ count: Int, inFolds: Bool) -> String {
        guard inFolds, count > 0 else { return "member \(place + 1)" }
        return "fold \(place / count + 1), member \(place % count + 1)"
    }
}
