import Spec

package struct MeanAbsoluteErrorMetric: ErrorMeanMetric {
    package static let name = "mae"
    package static let aliases: [String] = ["mean_absolute_error"]
    package static let about = """
        The mean of absolute errors, in the target's unit.

            mae = (1/n) Σ |prediction - target|        over rows and target columns

        Lower is better.

        - Limits: no rows → NaN
        - Source: scikit-learn `mean_absolute_error`
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    /// |prediction - target|
    package func error(prediction: Double, target: Double) -> Double {
        abs(prediction - target)
    }
}
