import Machine

/// All parameters and the objective side by side, each trial a line.
package enum ParallelSection: SweepReportSection {
    package static let name = "parallel"
    package static let title = "Parallel coordinates"
    private static let mostParameters = 9

    package static func body(_ sweep: SweepContents) -> HTMLText? {
        guard !sweep.parameters.isEmpty, sweep.ranking.count > 1 else { return nil }
        let shown = sweep.parametersByImportance.prefix(mostParameters)
        var dimensions = shown.map { parameter in
            var dimension = ParallelChart.Dimension(parameter.label, values: parameter.values)
            dimension.scale = parameter.scale
            dimension.categories = parameter.categories
            return dimension
        }
        let values = sweep.trials.map { $0.state.isFinished ? $0.score : .nan }
        var objective = ParallelChart.Dimension(sweep.objective, values: values)
        if sweep.spansDecades { objective.scale = .logarithmic }
        dimensions.append(objective)
        var chart = ParallelChart(title: "Parameters and objective", dimensions: dimensions)
        chart.isSmallBest = sweep.isSmallBest
        chart.names = sweep.trials.indices.map { row in
            let value = NumberText.significant(sweep.trials[row].score)
            return "trial \(sweep.trials[row].number): \(value)"
        }
        let rest = sweep.parameters.count - shown.count
        if rest > 0 { chart.note = "\(rest) less important parameters are not shown." }
        return figureGrid([("parallel-figure", chart.figure())])
    }
}

extension SweepContents {
    /// The most important first, where importance is known.
    var parametersByImportance: [Parameter] {
        let shares = Dictionary(
            summary.importance.map { ($0.parameter, $0.share) },
            uniquingKeysWith: { first, _ in first })
        return parameters.enumerated().sorted { first, second in
            let left = shares[first.element.path] ?? 0
            let right = shares[second.element.path] ?? 0
            return (-left, first.offset) < (-right, second.offset)
        }.map(\.element)
    }

    /// Whether objectives are positive and more than a factor of fifty apart.
    var spansDecades: Bool {
        let values = ranking.map { trials[$0].score }
        guard let low = values.min(), let high = values.max(), low > 0 else { return false }
        return high / low > 50
    }
}
