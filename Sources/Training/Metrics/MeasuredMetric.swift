import Data

/// A metric as it is measured at the end of a training: over all targets, or of one of several alone.
///
///     r2           the metric's own way of joining the targets, mostly their mean
///     r2 (price)   of the target 'price'
package struct MeasuredMetric: Sendable {
    package let label: String
    package let metric: any Metric
    /// The target's place among the targets; nil for all of them.
    let target: Int?

    /// The metrics over all targets and, where there are several, of each alone.
    package static func all(_ metrics: [any Metric], targets: [String]) -> [MeasuredMetric] {
        let whole = metrics.map { MeasuredMetric(label: $0.label, metric: $0, target: nil) }
        guard targets.count > 1 else { return whole }
        return whole
            + metrics.flatMap { metric in
                targets.enumerated().map { index, name in
                    MeasuredMetric(label: "\(metric.label) (\(name))", metric: metric, target: index)
                }
            }
    }

    package func value(of rows: ScoredRows) -> Double { metric.value(of: part(of: rows)) }

    /// Nil when all rows must be there at once.
    func accumulator(for task: PredictionTask) -> (any MetricAccumulator)? {
        metric.accumulator(for: target == nil ? task : .regression(columns: 1))
    }

    /// What the metric looks at.
    func part(of rows: ScoredRows) -> ScoredRows { target.map { rows.ofTarget($0) } ?? rows }
}

extension ScoredRows {
    /// The predictions and values of one of several targets.
    package func ofTarget(_ index: Int) -> ScoredRows {
        guard case .regression(let columns) = task, columns > 1, index < columns else { return self }
        func column(_ values: [Double]) -> [Double] {
            stride(from: index, to: values.count, by: columns).map { values[$0] }
        }
        return ScoredRows(
            task: .regression(columns: 1), predictions: column(predictions), targets: column(targets),
            weights: weights, originalTargets: originalTargets.map(column),
            naiveErrors: naiveErrors.map {
                NaiveErrors(values: column($0.values), original: column($0.original))
            }, positiveClass: positiveClass)
    }
}
