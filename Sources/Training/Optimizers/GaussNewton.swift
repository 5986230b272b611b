import Graph
import Kernels
import Spec

package struct GaussNewton: SecondOrderOptimizer {
    package static let name = "gauss_newton"
    package static let about = """
        Newton's steps with the model taken as linear.

            p ← p - lr · (J' H J + damping · I)⁻¹ g
            J: derivatives of the outputs, H: Hessian of the loss as a function of the outputs

        For least squares with non-linear models.

        - Limits: at most 64 parameters and `batch_size: all`; the matrix is never indefinite for a convex
          loss. No weight decay (use the penalty `l2`), no parameter groups, no dropout, no running
          statistics, no `accumulate`
        - Errors: `second-order-optimizer` when the model is too large or not suited
        - Source: Nocedal and Wright, "Numerical optimization", 2nd edition, section 10.3; Schraudolph,
          "Fast curvature matrix-vector products for second-order gradient descent", 2002, for losses other
          than squares
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let damping: Double
    package let curvature = Curvature.gaussNewton

    package init(reading fields: inout FieldReader) {
        let rate = fields.double(
            "lr", aliases: ["learning_rate"], default: 1, in: .nonNegative, "Share of the step that is taken."
        )
        rates = OptimizerRates(learningRate: rate)
        damping = fields.double(
            "damping", default: 1e-3, in: .nonNegative, "Added to the matrix's diagonal, as Levenberg does.")
    }

    package init(learningRate: Double = 1, damping: Double = 1e-3) {
        rates = OptimizerRates(learningRate: learningRate)
        self.damping = damping
    }
}
