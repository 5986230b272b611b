/// The objective over pairs of the most important parameters.
package enum ContoursSection: SweepReportSection {
    package static let name = "contours"
    package static let title = "Contours"

    package static func body(_ sweep: SweepContents) -> HTMLText? {
        let rows = sweep.ranking.sorted()
        let parameters = sweep.parametersByImportance.filter { parameter in
            Set(rows.map { parameter.texts[$0] }).count > 1
        }
        guard rows.count >= 3, parameters.count >= 2 else { return nil }
        let pairs = [(0, 1), (0, 2), (1, 2), (0, 3)].filter { $0.1 < parameters.count }
        let figures = pairs.enumerated().map { index, pair in
            let x = parameters[pair.0]
            let y = parameters[pair.1]
            var chart = ContourChart(
                title: "\(x.path) and \(y.path)", xLabel: x.path, yLabel: y.path, valueLabel: sweep.objective,
                x: rows.map { x.values[$0] }, y: rows.map { y.values[$0] },
                values: rows.map { sweep.trials[$0].objective })
            chart.xScale = x.scale
            chart.yScale = y.scale
            chart.xCategories = x.categories
            chart.yCategories = y.categories
            chart.isSmallBest = sweep.isSmallBest
            chart.isLogarithmic = sweep.spansDecades
            return (id: "contour-\(index)", figure: chart.figure())
        }
        return figureGrid(figures)
    }
}
