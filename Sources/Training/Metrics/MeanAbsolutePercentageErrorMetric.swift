import Spec

package struct MeanAbsolutePercentageErrorMetric: ErrorMeanMetric {
    package static let name = "mape"
    package static let aliases: [String] = ["mean_absolute_percentage_error"]
    package static let about = """
        The mean of absolute errors as shares of the target.

            mape = (1/n) Σ |prediction - target| / max(|target|, ε),   ε = 2.220446049250313e-16

        Over rows and target columns. It is a share and not a percentage: 0.1 is ten percent. Lower is
        better. Targets at or near 0 make it huge; `smape` and `relative_error_of_means` do not have that
        trouble.

        - Limits: a target of 0 counts its error times 4.5e15; no rows → NaN
        - Source: scikit-learn `mean_absolute_percentage_error`
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    /// |prediction - target| / max(|target|, 2⁻⁵²)
    package func error(prediction: Double, target: Double) -> Double {
        abs(prediction - target) / max(abs(target), Double.ulpOfOne)
    }
}
