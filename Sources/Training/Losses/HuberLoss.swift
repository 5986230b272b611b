import Graph
import Kernels
import Spec

/// Squared for small errors, linear for large ones, so that outliers pull less.
///
///     loss = (1/n) Σ h(e),   e = output - target
///     h(e) = e² / 2 for |e| ≤ δ,   δ (|e| - δ/2) beyond
///
/// - Fields: delta (> 0, in units of the target, default 1 as in PyTorch)
/// - Limits: δ → ∞ gives half of `mse`; δ → 0 gives δ times `mae`
/// - Errors: `loss` when the last layer's width is not the number of target columns, or the target is a class
/// - Source: Huber, "Robust estimation of a location parameter", 1964; PyTorch `HuberLoss`
package struct HuberLoss: PointwiseLoss {
    package static let name = "huber"
    package static let summary = "Squared for small errors, linear for large ones."
    package static let documentation = """
        With e = output - target: e² / 2 where |e| ≤ delta, delta (|e| - delta / 2) beyond; the mean over the \
        rows of the batch and the target columns. Outliers pull less than with mse. As PyTorch's HuberLoss; \
        delta 1 is its SmoothL1Loss as well.
        """
    package static let primaryField: String? = "delta"
    package let targets: LossTargets = .real
    package var comparesDifferences: Bool { true }
    package let delta: Double

    package init(reading fields: inout FieldReader) {
        delta = fields.double(
            "delta", default: 1, in: .positive, "Where the loss goes over from squared to linear.")
    }

    package init(delta: Double = 1) {
        self.delta = delta
    }

    package func elementLosses(outputs: Tensor, targets: Tensor, in graph: Graph) throws -> Tensor {
        let error = try graph.subtract(outputs, targets)  // [trials, batch, columns]
        let size = try graph.absolute(error)
        let bound = try graph.constant(delta)
        let half = try graph.constant(0.5)
        let squared = try graph.multiply(half, graph.multiply(error, error))
        let linear = try graph.multiply(bound, graph.subtract(size, graph.constant(delta / 2)))
        return try graph.select(graph.lessOrEqual(size, bound), squared, linear)
    }
}
