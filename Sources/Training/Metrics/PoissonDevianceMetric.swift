import Foundation
import Spec

package struct PoissonDevianceMetric: ErrorMeanMetric {
    package static let name = "poisson_deviance"
    package static let aliases: [String] = ["mean_poisson_deviance"]
    package static let about = """
        How far predictions are from counts, as the likelihood of Poisson's distribution has it.

            poisson_deviance = (2/n) Σ (y ln(y / μ) - y + μ),   0 ln 0 = 0;   y: target, μ: prediction

        Over rows and target columns; 0 is perfect, and errors of large counts weigh less. Lower is better.

        - Limits: a prediction that is not positive or a negative target → NaN; no rows → NaN
        - Source: McCullagh and Nelder, "Generalized linear models", 1989; scikit-learn
          `mean_poisson_deviance`
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func error(prediction: Double, target: Double) -> Double {
        guard prediction > 0, target >= 0 else { return .nan }
        let logarithm = target > 0 ? target * log(target / prediction) : 0
        return 2 * (logarithm - target + prediction)
    }
}
