import Spec

package struct RootMeanSquaredErrorMetric: AccumulatedMetric, RegressionMetric {
    package static let name = "rmse"
    package static let aliases: [String] = ["root_mean_squared_error"]
    package static let about = """
        The root of the mean squared error, in the target's unit.

            rmse = √( (1/n) Σ (prediction - target)² )        per target column, then their mean

        Lower is better.

        - Limits: no rows → NaN
        - Source: scikit-learn `root_mean_squared_error` (uniform average over columns)
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func sums(for task: PredictionTask) -> any MetricAccumulator {
        ErrorMoments(for: task) { ($0.squaredError / $0.weight).squareRoot() }
    }
}
