import Graph
import Kernels
import Spec

package struct MeanAbsoluteErrorLoss: PointwiseLoss {
    package static let name = "mae"
    package static let aliases: [String] = ["mean_absolute_error"]
    package static let about = """
        The mean of absolute errors.

            loss = (1/n) Σ |output - target|        over the rows of the batch and the target columns

        - Limits: the gradient at an exact prediction is 0
        - Errors: `loss` when the last layer's width is not the number of target columns, or the target is a
          class
        - Source: PyTorch `L1Loss`
        """
    package let targets: LossTargets = .real
    package var comparesDifferences: Bool { true }

    package var treeObjective: LibraryObjective? { LibraryObjective("reg:absoluteerror") }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func elementLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        abs(outputs - targets)  // [trials, batch, columns]
    }
}
