import Graph
import Kernels
import Spec

package struct MeanAbsolutePercentageErrorLoss: PointwiseLoss {
    package static let name = "mape"
    package static let aliases: [String] = ["mean_absolute_percentage_error"]
    package static let about = """
        The mean of absolute errors relative to the target's size.

            loss = (1/n) Σ |output - target| / max(|target|, ε)

        A share: 0.1 is 10 %. The mean is over the rows of the batch and the target columns.

        - Limits: rows with targets near 0 dominate; the gradient at an exact prediction is 0
        - Errors: `loss` when the last layer's width is not the number of target columns, or the target is a
          class
        - Source: scikit-learn `mean_absolute_percentage_error`; Keras' loss of that name is 100 times as
          large
        """
    package let targets: LossTargets = .real
    package let least: Double

    package init(reading fields: inout FieldReader) {
        least = fields.double(
            "eps", default: 1e-7, in: .positive,
            "What a smaller target counts as, in units of the target: keeps targets of 0 finite.")
    }

    package init(least: Double = 1e-7) {
        self.least = least
    }

    package func elementLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        let error = abs(outputs - targets)  // [trials, batch, columns]
        let size = maximum(abs(targets), least)
        return error / size
    }
}
