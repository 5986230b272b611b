import Graph
import Kernels
import Spec

package struct PoissonLoss: PointwiseLoss {
    package enum Source: String, CaseIterable, Sendable {
        case logRate = "log_rate"
        case rate
    }

    package static let name = "poisson"
    package static let aliases: [String] = ["poisson_nll"]
    package static let about = """
        The negative log-likelihood of counts, up to a constant of the target.

            from log rates z:  loss = (1/n) Σ (exp z - y z);              prediction exp z
            from rates r:      loss = (1/n) Σ (r - y log max(r, ε));      prediction r

        The mean is over the rows of the batch and the target columns. Targets must not be negative.

        - Limits: log(y!) is left out, so the loss may be negative; a negative rate is taken for ε in the
          logarithm
        - Errors: `loss` when the last layer's width is not the number of target columns, or the target is a
          class; a negative target ends the run before it starts
        - Source: PyTorch `PoissonNLLLoss` (which adds ε where this takes the larger)
        """
    package static let primaryField: String? = "from"
    package let targets: LossTargets = .real
    package let targetRange = NumberRange.nonNegative
    package let source: Source
    package let least: Double

    package var treeObjective: LibraryObjective? { LibraryObjective("count:poisson", start: .rate) }

    package init(reading fields: inout FieldReader) {
        source = fields.choice(
            "from", default: Source.logRate, "What the last layer gives: the rate or its logarithm.")
        least = fields.double("eps", default: 1e-8, in: .positive, "Least rate inside the logarithm.")
    }

    package init(source: Source = .logRate, least: Double = 1e-8) {
        self.source = source
        self.least = least
    }

    package func elementLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        switch source {
        case .logRate: exp(outputs) - targets * outputs
        case .rate: outputs - targets * log(maximum(outputs, least))
        }
    }

    /// A rule that predicts rates below 0 has no loss.
    package func outputs(for predictions: [Double]) -> [Double]? {
        guard predictions.allSatisfy({ $0 >= 0 }) else { return nil }
        return source == .rate ? predictions : predictions.map(LogOdds.logarithm)
    }

    package func predictions(outputs: Tensor) -> Tensor { source == .logRate ? exp(outputs) : outputs }
}
