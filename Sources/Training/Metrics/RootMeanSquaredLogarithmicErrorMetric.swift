import Foundation
import Spec

package struct RootMeanSquaredLogarithmicErrorMetric: AccumulatedMetric, RegressionMetric {
    package static let name = "rmsle"
    package static let aliases: [String] = ["root_mean_squared_log_error"]
    package static let about = """
        The root of the mean squared difference of logarithms: about the share by which predictions are off.

            rmsle = √( (1/n) Σ (ln(1 + prediction) - ln(1 + target))² )

        For each target column, then the mean of the columns. Lower is better.

        - Limits: a prediction or a target of -1 or less → NaN; no rows → NaN
        - Source: scikit-learn `root_mean_squared_log_error` (uniform average over columns)
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func sums(for task: PredictionTask) -> any MetricAccumulator {
        LogarithmicMoments(
            moments: ErrorMoments(for: task) { ($0.squaredError / $0.weight).squareRoot() })
    }
}

/// The moments of logarithms of 1 more than targets and predictions.
private struct LogarithmicMoments: MetricAccumulator {
    var moments: ErrorMoments

    mutating func add(_ rows: ScoredRows) {
        func logarithm(_ value: Double) -> Double { value > -1 ? log1p(value) : .nan }
        var rows = rows
        rows.predictions = rows.predictions.map(logarithm)
        rows.targets = rows.targets.map(logarithm)
        moments.add(rows)
    }

    var value: Double { moments.value }
}
