/// The objective over each parameter by itself.
package enum SlicesSection: SweepReportSection {
    package static let name = "slices"
    package static let title = "Slices"
    private static let most = 8

    package static func body(_ sweep: SweepContents) -> HTMLText? {
        let rows = sweep.ranking.sorted()
        guard rows.count > 1, !sweep.parameters.isEmpty else { return nil }
        let figures = sweep.parametersByImportance.prefix(most).enumerated().map { index, parameter in
            var chart = ScatterChart(
                title: parameter.path, xLabel: parameter.label, yLabel: sweep.objective,
                x: rows.map { parameter.values[$0] }, y: rows.map { sweep.trials[$0].score })
            chart.pointName = "trial"
            chart.xScale = parameter.scale
            chart.xCategories = parameter.categories
            chart.offersLogarithmicY = true
            chart.startsLogarithmicY = sweep.spansDecades
            chart.names = rows.map(sweep.title)
            chart.shade = rows.map { Double(sweep.trials[$0].number) }
            chart.shadeLabel = "trial"
            return (id: "slice-\(index)", figure: chart.figure())
        }
        return figureGrid(figures)
    }
}
