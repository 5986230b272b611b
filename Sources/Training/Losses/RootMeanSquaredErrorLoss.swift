import Graph
import Kernels
import Spec

package struct RootMeanSquaredErrorLoss: PointwiseLoss {
    package static let name = "rmse"
    package static let aliases: [String] = ["root_mean_squared_error"]
    package static let about = """
        The root of the mean of squared errors, in the target's unit.

            loss = √( (1/n) Σ (output - target)² )      over the batch's rows and the target columns

        The root of `mse`, batch by batch: a step has the direction of `mse` and a length that does not grow
        with the errors. The loss of an epoch is the mean over its batches, that of a part the root over all
        of its rows.

        - Limits: a batch without any error has the gradient 0; gathered batches (`accumulate`) are averaged
          after the root
        - Errors: `loss` when the last layer's width is not the number of target columns, the target is a
          class, or it is a part of `sum`
        - Source: Ludwig `root_mean_squared_error`
        """
    package let targets: LossTargets = .real
    package var comparesDifferences: Bool { true }
    package var isRootOfMean: Bool { true }

    package init(reading fields: inout FieldReader) {}

    package func elementLosses(outputs: Tensor, targets: Tensor) -> Tensor { square(outputs - targets) }
}
