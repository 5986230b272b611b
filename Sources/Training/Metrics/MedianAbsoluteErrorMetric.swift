import Spec

package struct MedianAbsoluteErrorMetric: Metric, RegressionMetric {
    package static let name = "median_absolute_error"
    package static let aliases: [String] = ["medae"]
    package static let about = """
        The median of absolute errors, in the target's unit.

            median_absolute_error = median |prediction - target|     per target column, then the mean

        With weights, the error at which half of the weight is reached; between two errors when it is
        reached exactly. Lower is better. A few wild rows do not move it. It needs all rows at once.

        - Limits: no rows → NaN; O(n log n)
        - Source: scikit-learn `median_absolute_error`; with weights Hyndman and Fan, "Sample quantiles in
          statistical packages", 1996, definition 2
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func accumulator(for task: PredictionTask) -> (any MetricAccumulator)? { nil }

    package func value(of rows: ScoredRows) -> Double {
        guard rows.rowCount > 0, !rows.hasNaNPredictions else { return .nan }
        let columns = rows.task.targetColumns
        let medians = (0..<columns).map { column in
            let errors = (0..<rows.rowCount).map { row in
                let index = row * columns + column
                return (error: abs(rows.predictions[index] - rows.targets[index]), weight: rows.weight(row))
            }
            return Self.median(of: errors.sorted { $0.error < $1.error })
        }
        return medians.reduce(0, +) / Double(columns)
    }

    private static func median(of sorted: [(error: Double, weight: Double)]) -> Double {
        let half = sorted.reduce(0) { $0 + $1.weight } / 2
        var reached = 0.0
        let counted = sorted.filter { $0.weight > 0 }
        for (index, item) in counted.enumerated() {
            reached += item.weight
            guard reached >= half else { continue }
            // Exactly half: the median lies between this error and the next.
            let isExact = reached - half <= Double.ulpOfOne && index + 1 < counted.count
            return isExact ? (item.error + counted[index + 1].error) / 2 : item.error
        }
        return .nan
    }
}
