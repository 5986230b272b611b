import Graph
import Kernels
import Spec

package struct QuantileLoss: PointwiseLoss {
    package static let name = "quantile"
    package static let aliases: [String] = ["pinball"]
    package static let about = """
        Errors weighted by their sign, so that the prediction becomes a quantile.

            loss = (1/n) Σ max(q d, (q - 1) d),   d = target - output

        The q-quantile of the target makes it smallest. The mean is over the rows of the batch and the
        target columns.

        - Limits: the gradient at an exact prediction is shared out between both sides
        - Errors: `loss` when the last layer's width is not the number of target columns, or the target is a
          class
        - Source: Koenker and Bassett, "Regression quantiles", 1978; scikit-learn `mean_pinball_loss`
        """
    package static let primaryField: String? = "q"
    package let targets: LossTargets = .real
    package var comparesDifferences: Bool { true }
    package let quantile: Double

    package var treeObjective: LibraryObjective? {
        LibraryObjective("reg:quantileerror", ["q": "quantile_alpha"], since: 2)
    }

    package init(reading fields: inout FieldReader) {
        quantile = fields.double(
            "q", default: 0.5, in: .open(0, 1),
            "Which quantile is predicted; 0.5 is the median, and half of 'mae'.")
    }

    package init(quantile: Double = 0.5) {
        self.quantile = quantile
    }

    package func elementLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        let d = targets - outputs  // [trials, batch, columns]
        return maximum(quantile * d, (quantile - 1) * d)
    }
}
