import Machine
import Runs

/// The members of an ensemble: the loss of each by itself, beside that of all together.
package enum MembersSection: RunSection {
    package static let name = "members"
    package static let title = "Members"

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let metrics = run.metrics, let members = metrics.members, let split = metrics.memberSplit,
            let losses = members.losses[split]
        else { return nil }
        var bars = losses.enumerated().map { place, loss in
            BarChart.Bar("member \(place + 1)", value: loss ?? .nan)
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
}
