import Spec

package struct PinballMetric: ErrorMeanMetric {
    package static let name = "pinball"
    package static let aliases: [String] = ["mean_pinball_loss", "pinball_loss"]
    package static let about = """
        Errors weighted by their sign: how good predictions of a quantile are.

            pinball = (1/n) Σ max(q d, (q - 1) d),   d = target - prediction

        Over rows and target columns. With q = 0.9 a target above its prediction costs nine times as much as
        one below. Another q than 0.5 is part of the name, `pinball_0.9`. Lower is better.

        - Limits: no rows → NaN; at q = 0.5 half of `mae`
        - Source: Koenker and Bassett, "Regression quantiles", 1978; scikit-learn `mean_pinball_loss`
        """
    package static let primaryField: String? = "q"
    package let direction = MetricDirection.lowerIsBetter
    package let quantile: Double

    package var label: String { quantile == 0.5 ? Self.name : "\(Self.name)_\(numberText(quantile))" }

    package init(reading fields: inout FieldReader) {
        quantile = fields.double(
            "q", default: 0.5, in: .open(0, 1), "The quantile that is predicted; 0.5 is the median.")
    }

    package init(quantile: Double = 0.5) {
        self.quantile = quantile
    }

    package func error(prediction: Double, target: Double) -> Double {
        let d = target - prediction
        return d >= 0 ? quantile * d : (quantile - 1) * d
    }
}
