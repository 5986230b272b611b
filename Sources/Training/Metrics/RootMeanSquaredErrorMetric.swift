import Spec

/// The square root of the mean of squared errors, in the target's unit.
///
///     rmse = √( (1/n) Σ (prediction - target)² )        per target column, then the mean over columns
///
/// - Limits: no rows → NaN
/// - Source: scikit-learn `root_mean_squared_error` (root per column, then uniform average)
package struct RootMeanSquaredErrorMetric: Metric {
    package static let name = "rmse"
    package static let aliases: [String] = []
    package static let summary = "The root of the mean of squared errors, in the target's unit."
    package static let documentation = """
        rmse = √((1/n) Σ (prediction - target)²), per target column, then the mean over columns. Lower is \
        better. NaN without rows.
        """
    package static let primaryField: String? = nil
    package let label = name
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessRegression(task) }

    package func value(of rows: ScoredRows) -> Double {
        rows.meanOverColumns { column, columns in
            var sum = 0.0
            for index in stride(from: column, to: rows.targets.count, by: columns) {
                let error = rows.predictions[index] - rows.targets[index]
                sum += error * error
            }
            return (sum / Double(rows.rowCount)).squareRoot()
        }
    }
}
