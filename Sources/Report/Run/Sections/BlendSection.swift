import Machine
import Runs

/// Which trials of a sweep a blend is made of, and what more of them would have given.
package enum BlendSection: RunSection {
    package static let name = "blend"
    package static let title = "Blend"

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let blend = run.blend, !blend.members.isEmpty else { return nil }
        let bars = blend.members.map { member in
            var bar = BarChart.Bar("trial \(member.trial)", value: member.weight)
            bar.remark = member.value.map { "alone \(blend.objective) \(NumberText.significant($0))" }
            return bar
        }
        var weights = BarChart(title: "Weights", xLabel: "share of every prediction", bars: bars)
        let refitted =
            blend.isRefitted ?? false
            ? " Their models were then trained again on training and validation rows; figures of val are of the "
                + "models before that." : ""
        weights.note =
            "\(NumberText.count(blend.members.count)) of \(NumberText.count(blend.candidates)) trials of "
            + "\(blend.sweep) that have kept their models (\(NumberText.count(blend.finished)) finished), "
            + "picked greedily by \(blend.objective)." + refitted
        var figures = [("blend-weights", weights.figure())]
        let points = blend.curve.enumerated().compactMap { place, value in value.map { (place + 1, $0) } }
        if points.count > 1 {
            let series = LineChart.Series(
                "mean of all picks", x: points.map { Double($0.0) }, y: points.map(\.1))
            var chart = LineChart(
                title: "Picks", xLabel: "picks", yLabel: blend.objective, series: [series])
            chart.isXInteger = true
            figures.append(("blend-curve", chart.figure()))
        }
        return figureGrid(figures)
    }
}
