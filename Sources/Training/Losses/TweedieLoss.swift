import Graph
import Kernels
import Spec

package struct TweedieLoss: PointwiseLoss {
    package static let name = "tweedie"
    package static let about = """
        The negative log-likelihood of amounts that are often 0, up to a constant of the target.

            loss = (1/n) Σ (μ^(2-p) / (2-p) - y μ^(1-p) / (1-p)),   1 < p < 2
            μ: the prediction, exp z of log means z

        The distribution of a sum of a random number of random amounts, such as the claims of a year: its
        variance grows as μ^p. Towards p = 1 it is that of counts (`poisson`), towards 2 that of `gamma`.
        The mean is over the rows of the batch and the target columns. Targets must not be negative.

        - Limits: what depends on the target alone is left out, so the loss is not the deviance, whose
          metric is `tweedie_deviance`; a mean below 1e-8 counts as that and has no gradient
        - Errors: `loss` when the last layer's width is not the number of target columns, or the target is a
          class; a negative target ends the run before it starts
        - Source: Tweedie, "An index which distinguishes between some important exponential families", 1984;
          XGBoost `reg:tweedie`
        """
    package static let primaryField: String? = "power"
    package let targets: LossTargets = .real
    package let targetRange = NumberRange.nonNegative
    package let power: Double
    package let source: MeanSource

    package var treeObjective: LibraryObjective? {
        LibraryObjective("reg:tweedie", ["power": "tweedie_variance_power"], start: .rate)
    }

    package init(reading fields: inout FieldReader) {
        power = fields.double(
            "power", default: 1.5, in: .open(1, 2), "How the variance grows with the mean, as its power.")
        source = MeanSource(reading: &fields)
    }

    package func elementLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        let z = source.logMean(of: outputs, least: 1e-8)  // [trials, batch, columns]
        let (first, second) = (1 - power, 2 - power)
        return exp(second * z) / second - targets * exp(first * z) / first
    }

    package func outputs(for predictions: [Double]) -> [Double]? { source.outputs(for: predictions) }

    package func predictions(outputs: Tensor) -> Tensor { source.predictions(outputs) }
}
