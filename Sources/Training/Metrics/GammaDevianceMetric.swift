import Foundation
import Spec

package struct GammaDevianceMetric: ErrorMeanMetric {
    package static let name = "gamma_deviance"
    package static let aliases: [String] = ["mean_gamma_deviance"]
    package static let about = """
        How far predictions are from positive amounts, as shares of them.

            gamma_deviance = (2/n) Σ (ln(μ / y) + y / μ - 1),   y: target, μ: prediction

        Over rows and target columns; 0 is perfect, and multiplying target and prediction by one number
        changes nothing. Lower is better.

        - Limits: a prediction or a target that is not positive → NaN; no rows → NaN
        - Source: McCullagh and Nelder, "Generalized linear models", 1989; scikit-learn
          `mean_gamma_deviance`
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func error(prediction: Double, target: Double) -> Double {
        guard prediction > 0, target > 0 else { return .nan }
        return 2 * (log(prediction / target) + target / prediction - 1)
    }
}
