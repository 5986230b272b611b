import Foundation
import Spec

package struct MeanSquaredLogarithmicErrorMetric: ErrorMeanMetric {
    package static let name = "msle"
    package static let aliases: [String] = ["mean_squared_log_error"]
    package static let about = """
        The mean squared difference of logarithms: relative errors count.

            msle = (1/n) Σ (ln(1 + prediction) - ln(1 + target))²

        Over rows and target columns. Lower is better.

        - Limits: a prediction or a target of -1 or less → NaN; no rows → NaN
        - Source: scikit-learn `mean_squared_log_error`
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func error(prediction: Double, target: Double) -> Double {
        guard prediction > -1, target > -1 else { return .nan }
        let difference = log1p(prediction) - log1p(target)
        return difference * difference
    }
}
