import Graph
import Kernels
import Spec

package struct HuberLoss: PointwiseLoss {
    package static let name = "huber"
    package static let about = """
        Squared for small errors, linear for large ones.

            loss = (1/n) Σ h(e),   e = output - target
            h(e) = e² / 2 for |e| ≤ δ,   δ (|e| - δ/2) beyond

        The mean is over the rows of the batch and the target columns. Outliers pull less than with `mse`.
        With δ = 1, the default, it is PyTorch's `SmoothL1Loss` as well.

        - Limits: δ → ∞ gives half of `mse`; δ → 0 gives δ times `mae`
        - Errors: `loss` when the last layer's width is not the number of target columns, or the target is a
          class
        - Source: Huber, "Robust estimation of a location parameter", 1964; PyTorch `HuberLoss`
        """
    package static let primaryField: String? = "delta"
    package let targets: LossTargets = .real
    package var comparesDifferences: Bool { true }
    package let delta: Double

    package init(reading fields: inout FieldReader) {
        delta = fields.double(
            "delta", default: 1, in: .positive,
            "Where the loss goes over from squared to linear, in units of the target.")
    }

    package init(delta: Double = 1) {
        self.delta = delta
    }

    package func elementLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        let e = outputs - targets  // [trials, batch, columns]
        let size = abs(e)
        return select(size .<= delta, 0.5 * (e * e), delta * (size - delta / 2))
    }
}
