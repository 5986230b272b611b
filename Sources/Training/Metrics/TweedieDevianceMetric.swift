import Foundation
import Spec

package struct TweedieDevianceMetric: ErrorMeanMetric {
    package static let name = "tweedie_deviance"
    package static let aliases: [String] = ["mean_tweedie_deviance"]
    package static let about = """
        How far predictions are from amounts that are often 0, whose variance grows as a power of the mean.

            tweedie_deviance = (2/n) Σ (y^(2-p) / ((1-p)(2-p)) - y μ^(1-p) / (1-p) + μ^(2-p) / (2-p))
            1 < p < 2;   y: target, μ: prediction

        Over rows and target columns; 0 is perfect. Another p than 1.5 is part of the name,
        `tweedie_deviance_1.2`. `poisson_deviance` is its limit for p = 1, `gamma_deviance` for p = 2.
        Lower is better.

        - Limits: a prediction that is not positive or a negative target → NaN; no rows → NaN
        - Source: Tweedie, "An index which distinguishes between some important exponential families", 1984;
          scikit-learn `mean_tweedie_deviance`
        """
    package static let primaryField: String? = "power"
    package let direction = MetricDirection.lowerIsBetter
    package let power: Double

    package var label: String { power == 1.5 ? Self.name : "\(Self.name)_\(numberText(power))" }

    package init(reading fields: inout FieldReader) {
        power = fields.double(
            "power", default: 1.5, in: .open(1, 2), "How the variance grows with the mean, as its power.")
    }

    package init(power: Double = 1.5) {
        self.power = power
    }

    package func error(prediction: Double, target: Double) -> Double {
        guard prediction > 0, target >= 0 else { return .nan }
        let (first, second) = (1 - power, 2 - power)
        let own = pow(target, second) / (first * second)
        return 2 * (own - target * pow(prediction, first) / first + pow(prediction, second) / second)
    }
}
