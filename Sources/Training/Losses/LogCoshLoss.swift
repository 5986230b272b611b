import Foundation
import Graph
import Kernels
import Spec

package struct LogCoshLoss: PointwiseLoss {
    package static let name = "log_cosh"
    package static let about = """
        The logarithm of the hyperbolic cosine of errors.

            loss = (1/n) Σ log cosh e = (1/n) Σ (log(1 + exp(2e)) - e - log 2),   e = output - target

        About e² / 2 for small errors and |e| - log 2 for large ones, smooth everywhere. The mean is over
        the rows of the batch and the target columns.

        - Limits: no overflow; errors below about 1e-3 (float32) or 1e-8 (float64) lose digits of the loss
          to cancellation, their gradient tanh e does not
        - Errors: `loss` when the last layer's width is not the number of target columns, or the target is a
          class
        - Source: Keras `LogCosh`
        """
    package let targets: LossTargets = .real
    package var comparesDifferences: Bool { true }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func elementLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        let e = outputs - targets  // [trials, batch, columns]
        return softplus(e + e) - (e + log(2.0))
    }
}
