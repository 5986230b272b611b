import Foundation
import Graph
import Kernels
import Spec

package struct GaussianLoss: Loss {
    package static let name = "gaussian_nll"
    package static let about = """
        The negative log-likelihood of a normal distribution with mean and variance from the model.

            outputs: means m, then log variances s, of each target column
            loss = (1/n) Σ (s + (y - m)² exp(-s)) / 2,   s taken as at least log ε
            with full: + log(2π) / 2

        The mean is over the rows of the batch and the target columns. The means m are the predictions.

        - Shapes: the last layer gives twice as many numbers as there are target columns: all means, then
          all log variances
        - Limits: below the least variance the variance has no gradient, the mean has
        - Errors: `loss` when the last layer's width is not twice the target columns, or the target is a
          class
        - Source: Nix and Weigend, "Estimating the mean and variance of the target probability
          distribution", 1994; PyTorch `GaussianNLLLoss`, which takes the variance itself
        """
    package let targets: LossTargets = .real
    package let isFull: Bool
    package let least: Double

    package init(reading fields: inout FieldReader) {
        isFull = fields.bool(
            "full", default: false, "Whether the constant log(2π) / 2 is added; as in PyTorch it is not.")
        least = fields.double("eps", default: 1e-6, in: .positive, "Least variance.")
    }

    package init(isFull: Bool = false, least: Double = 1e-6) {
        self.isFull = isFull
        self.least = least
    }

    package func task(target: TargetForm, output: ModelOutput) throws -> PredictionTask {
        guard case .real(let columns) = target else {
            throw LayerProblem(
                "needs a real target, but the target is a class", help: "use the loss 'cross_entropy'")
        }
        guard output.width == 2 * columns else {
            throw LayerProblem(
                "needs a mean and a log variance for each of \(columns) target "
                    + "column\(columns == 1 ? "" : "s"), but the last layer gives \(output.width)",
                help: "end the model with 'linear: \(2 * columns)'")
        }
        return .regression(columns: columns)
    }

    package func rowLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        let columns = targets.shape[2]
        let means = outputs.sliced(axis: 2, range: 0..<columns)  // [trials, batch, columns]
        let logVariances = maximum(outputs.sliced(axis: 2, range: columns..<2 * columns), log(least))
        let e = means - targets
        let sum = logVariances + e * e * exp(-logVariances)
        return ((isFull ? sum + log(2 * Double.pi) : sum) * 0.5).meanOverColumns()
    }

    package func predictions(outputs: Tensor) -> Tensor {
        outputs.sliced(axis: 2, range: 0..<outputs.shape[2] / 2)
    }
}
