import Graph
import Kernels
import Spec

package struct MeanSquaredLogarithmicErrorLoss: PointwiseLoss {
    package static let name = "msle"
    package static let aliases: [String] = ["mean_squared_logarithmic_error"]
    package static let about = """
        The mean of squared differences of logarithms: relative errors count, for targets of many sizes.

            loss = (1/n) Σ (ln(1 + max(output, 0)) - ln(1 + target))²

        The mean is over the rows of the batch and the target columns.

        - Limits: an output below 0 counts as 0 and has no gradient
        - Errors: `loss` when the last layer's width is not the number of target columns, or the target is a
          class; a negative target ends the run before it starts
        - Source: Keras `MeanSquaredLogarithmicError`; scikit-learn `mean_squared_log_error`
        """
    package let targets: LossTargets = .real
    package let targetRange = NumberRange.nonNegative

    package init(reading fields: inout FieldReader) {}

    package func elementLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        square(log1p(maximum(outputs, 0)) - log1p(targets))
    }
}
