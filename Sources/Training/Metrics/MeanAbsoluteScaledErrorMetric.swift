import Spec

package struct MeanAbsoluteScaledErrorMetric: AccumulatedMetric, RegressionMetric {
    package static let name = "mase"
    package static let aliases: [String] = ["mean_absolute_scaled_error"]
    package static let about = """
        The mean absolute error as a share of the naive forecast's on the training rows.

            mase = mean |prediction - target| / max(mean |y[t] - y[t - m]|, 2⁻⁵²)

        The divisor is taken over the training rows in their order, within each group of a step that has
        one; m is `data.season`, 1 without. Per target column, then the mean over columns. Lower is
        better; below 1 is better than saying that a value comes again. It has no unit, so that series of
        different sizes can be compared.

        - Limits: no rows → NaN; for series: with a step such as `window` or `lag`, or `data.season`
        - Errors: `metric-against-target` for rows that are no series
        - Source: Hyndman and Koehler, "Another look at measures of forecast accuracy", 2006; sktime
          `mean_absolute_scaled_error`
        """
    package let direction = MetricDirection.lowerIsBetter
    package let needsSeries = true

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func sums(for task: PredictionTask) -> any MetricAccumulator { ScaledErrorSums(task) }
}

/// Absolute errors of each target, and what they are divided by.
private struct ScaledErrorSums: MetricAccumulator {
    private var errors: [Double]
    private var weight = 0.0
    private var scales: [Double] = []

    init(_ task: PredictionTask) {
        errors = [Double](repeating: 0, count: max(task.targetColumns, 1))
    }

    mutating func add(_ rows: ScoredRows) {
        let columns = errors.count
        guard rows.predictions.count >= rows.rowCount * columns else { return }
        scales = rows.naiveErrors?.values ?? scales
        for row in 0..<rows.rowCount {
            let weight = rows.weight(row)
            self.weight += weight
            for column in 0..<columns {
                let place = row * columns + column
                errors[column] += weight * abs(rows.predictions[place] - rows.targets[place])
            }
        }
    }

    var value: Double {
        guard weight > 0, scales.count == errors.count else { return .nan }
        let shares = zip(errors, scales).map { error, scale in
            scale.isNaN ? .nan : error / weight / max(scale, Double.ulpOfOne)
        }
        return shares.reduce(0, +) / Double(shares.count)
    }
}
