/// How much of the objective's variation each parameter explains.
package enum ParameterImportanceSection: SweepReportSection {
    package static let name = "importance"
    package static let title = "Parameter importance"

    package static func body(_ sweep: SweepContents) -> HTMLText? {
        let importance = sweep.summary.importance
        guard !importance.isEmpty else { return nil }
        let chart = BarChart(
            title: "Parameter importance", xLabel: "share of the variation of \(sweep.objective)",
            bars: importance.map { share in
                .init(sweep.label(of: share.parameter), value: share.share)
            })
        let figure = figureGrid([("importance-figure", chart.figure())])
        guard let caveat = sweep.summary.importanceCaveat else { return figure }
        return figure + paragraph("The importance \(caveat).", style: "note")
    }
}
