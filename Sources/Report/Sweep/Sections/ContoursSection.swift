import Machine

/// The objective over pairs of the most important parameters.
package enum ContoursSection: SweepReportSection {
    package static let name = "contours"
    package static let title = "Contours"
    /// Fewer points with both values make no map.
    private static let fewestPoints = 10

    /// The value that nine tenths of the trials reach: a few that all but diverged would make all others equal.
    private static func limit(_ values: [Double], _ sweep: SweepContents) -> Double {
        let sorted = values.sorted()
        guard sorted.count >= 20 else { return sweep.isSmallBest ? .infinity : -.infinity }
        return sweep.isSmallBest ? sorted[sorted.count * 9 / 10] : sorted[sorted.count / 10]
    }

    package static func body(_ sweep: SweepContents) -> HTMLText? {
        let rows = sweep.ranking.sorted()
        let parameters = sweep.parametersByImportance.filter { parameter in
            Set(rows.map { parameter.texts[$0] }).count > 1
        }
        guard rows.count >= fewestPoints, parameters.count >= 2 else { return nil }
        let lost = sweep.trials.indices.filter {
            !sweep.trials[$0].state.isFinished
        }
        let values = rows.map { sweep.trials[$0].score }
        let worst = limit(values, sweep)
        let pairs = [(0, 1), (0, 2), (1, 2), (0, 3)].filter { $0.1 < parameters.count }
        let figures = pairs.enumerated().compactMap { index, pair -> (id: String, figure: Figure)? in
            let x = parameters[pair.0]
            let y = parameters[pair.1]
            guard rows.count(where: { x.values[$0].isFinite && y.values[$0].isFinite }) >= fewestPoints else {
                return nil
            }
            var chart = ContourChart(
                title: "\(x.label) and \(y.label)", xLabel: x.label, yLabel: y.label,
                valueLabel: sweep.objective,
                x: rows.map { x.values[$0] }, y: rows.map { y.values[$0] },
                values: values.map { sweep.isSmallBest ? min($0, worst) : max($0, worst) })
            chart.xScale = x.scale
            chart.yScale = y.scale
            chart.xCategories = x.categories
            chart.yCategories = y.categories
            chart.lost = lost.map { (x.values[$0], y.values[$0]) }.filter { $0.0.isFinite && $0.1.isFinite }
            chart.isSmallBest = sweep.isSmallBest
            chart.isLogarithmic = sweep.spansDecades
            if values.contains(where: { sweep.isSmallBest ? $0 > worst : $0 < worst }) {
                chart.note =
                    "The worst tenth, beyond \(NumberText.significant(worst)), has the color of that value."
            }
            return (id: "contour-\(index)", figure: chart.figure())
        }
        return figures.isEmpty ? nil : figureGrid(figures)
    }
}
