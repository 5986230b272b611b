import Graph
import Kernels
import Spec

package struct Newton: SecondOrderOptimizer {
    package static let name = "newton"
    package static let about = """
        Steps that go to the minimum of the loss's second-order expansion.

            p ← p - lr · (H + damping · I)⁻¹ g     H: the Hessian of loss and penalties on the batch

        Quadratic losses are solved in one step.

        - Limits: at most 64 parameters; for convex losses (a saddle or a maximum attracts it too) and
          `batch_size: all`. A Hessian that is not positive definite needs more damping. No weight decay
          (use the penalty `l2`), no parameter groups, no dropout, no running statistics, no `accumulate`
        - Errors: `second-order-optimizer` when the model is too large or not suited
        - Source: Nocedal and Wright, "Numerical optimization", 2nd edition, section 3.3
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let damping: Double
    package let curvature = Curvature.hessian

    package init(reading fields: inout FieldReader) {
        let rate = fields.double(
            "lr", aliases: ["learning_rate"], default: 1, in: .nonNegative, "Share of the step that is taken."
        )
        rates = OptimizerRates(learningRate: rate)
        damping = fields.double(
            "damping", default: 1e-8, in: .nonNegative, "Added to the Hessian's diagonal.")
    }

    package init(learningRate: Double = 1, damping: Double = 1e-8) {
        rates = OptimizerRates(learningRate: learningRate)
        self.damping = damping
    }
}
