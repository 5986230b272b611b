import Spec

package struct MeanSquaredErrorMetric: ErrorMeanMetric {
    package static let name = "mse"
    package static let aliases: [String] = ["mean_squared_error"]
    package static let about = """
        The mean of squared errors.

            mse = (1/n) Σ (prediction - target)²        over rows and target columns

        Lower is better.

        - Limits: no rows → NaN; squares overflow to infinity above 1e154
        - Source: scikit-learn `mean_squared_error` (uniform average over columns)
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    /// (prediction - target)²
    package func error(prediction: Double, target: Double) -> Double {
        let error = prediction - target
        return error * error
    }
}
