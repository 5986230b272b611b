import Graph
import Kernels
import Spec

/// The mean of absolute errors relative to the target's size.
///
///     loss = (1/n) Σ |output - target| / max(|target|, ε)        a share: 0.1 is 10 %
///
/// - Fields: eps (> 0, in units of the target, default 1e-7 as in Keras: keeps targets of 0 finite)
/// - Limits: rows with targets near 0 dominate; the gradient at an exact prediction is 0
/// - Errors: `loss` when the last layer's width is not the number of target columns, or the target is a class
/// - Source: scikit-learn `mean_absolute_percentage_error`; Keras' loss of that name is 100 times as large
package struct MeanAbsolutePercentageErrorLoss: PointwiseLoss {
    package static let name = "mape"
    package static let aliases: [String] = ["mean_absolute_percentage_error"]
    package static let summary = "The mean of absolute errors relative to the target's size."
    package static let documentation = """
        |output - target| / max(|target|, eps), the mean over the rows of the batch and the target columns; a \
        share, so 0.1 is 10 %. Rows with targets near 0 dominate.
        """
    package let targets: LossTargets = .real
    package let least: Double

    package init(reading fields: inout FieldReader) {
        least = fields.double("eps", default: 1e-7, in: .positive, "Least size of a target.")
    }

    package init(least: Double = 1e-7) {
        self.least = least
    }

    package func elementLosses(outputs: Tensor, targets: Tensor, in graph: Graph) throws -> Tensor {
        let error = try graph.absolute(graph.subtract(outputs, targets))  // [trials, batch, columns]
        let size = try graph.maximum(graph.absolute(targets), graph.constant(least))
        return try graph.divide(error, size)
    }
}
