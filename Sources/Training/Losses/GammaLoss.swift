import Graph
import Kernels
import Spec

package struct GammaLoss: PointwiseLoss {
    package static let name = "gamma"
    package static let about = """
        The negative log-likelihood of positive amounts, up to a constant of the target.

            loss = (1/n) Σ (y / μ + ln μ)       μ: the prediction, exp z of log means z

        The standard deviation grows with the mean: an error of ten percent counts the same for small and
        large targets. The mean is over the rows of the batch and the target columns. Targets must be
        positive.

        - Limits: what depends on the target alone is left out, so the loss may be negative; the deviance is
          the metric `gamma_deviance`; a mean below 1e-8 counts as that and has no gradient
        - Errors: `loss` when the last layer's width is not the number of target columns, or the target is a
          class; a target that is not positive ends the run before it starts
        - Source: McCullagh and Nelder, "Generalized linear models", 1989, chapter 8; XGBoost `reg:gamma`
        """
    package static let primaryField: String? = "from"
    package let targets: LossTargets = .real
    package let targetRange = NumberRange.positive
    package let source: MeanSource

    package var treeObjective: LibraryObjective? { LibraryObjective("reg:gamma", start: .rate) }

    package init(reading fields: inout FieldReader) {
        source = MeanSource(reading: &fields)
    }

    package func elementLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        let z = source.logMean(of: outputs, least: 1e-8)  // [trials, batch, columns]
        return targets * exp(-z) + z
    }

    package func outputs(for predictions: [Double]) -> [Double]? { source.outputs(for: predictions) }

    package func predictions(outputs: Tensor) -> Tensor { source.predictions(outputs) }
}
