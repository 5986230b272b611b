import Graph
import Kernels
import Spec

package struct MeanSquaredErrorLoss: PointwiseLoss {
    package static let name = "mse"
    package static let aliases: [String] = ["mean_squared_error"]
    package static let about = """
        The mean of squared errors.

            loss = (1/n) Σ (output - target)²       over the rows of the batch and the target columns

        There is no factor 1/2. The last layer needs as many units as there are target columns.

        - Errors: `loss` when the last layer's width is not the number of target columns, or the target is a
          class
        - Source: PyTorch `MSELoss`
        """
    package let targets: LossTargets = .real
    package var comparesDifferences: Bool { true }

    package var treeObjective: LibraryObjective? { LibraryObjective("reg:squarederror", start: .mean) }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func elementLosses(outputs: Tensor, targets: Tensor) -> Tensor { square(outputs - targets) }
}
