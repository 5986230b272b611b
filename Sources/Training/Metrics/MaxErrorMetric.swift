import Spec

package struct MaxErrorMetric: AccumulatedMetric, RegressionMetric {
    package static let name = "max_error"
    package static let about = """
        The largest absolute error.

            max_error = max |prediction - target|        over rows and target columns

        In the target's unit. Lower is better. One row decides it.

        - Limits: no rows → NaN; weights do not matter
        - Source: scikit-learn `max_error`
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func sums(for task: PredictionTask) -> any MetricAccumulator { LargestError() }
}

private struct LargestError: MetricAccumulator {
    private var largest = -Double.infinity
    private var isUndefined = false

    mutating func add(_ rows: ScoredRows) {
        for (prediction, target) in zip(rows.predictions, rows.targets) {
            let error = abs(prediction - target)
            isUndefined = isUndefined || error.isNaN
            largest = max(largest, error)
        }
    }

    var value: Double { isUndefined || largest < 0 ? .nan : largest }
}
