import Graph
import Kernels
import Spec

package struct Yogi: Optimizer {
    package static let name = "yogi"
    package static let about = """
        Adam whose running mean of squares changes by at most the new square, up or down.

            g ← gradient + weight_decay · p
            m ← β₁ m + (1 - β₁) g                 v ← v - (1 - β₂) sign(v - g²) g²
            p ← p - lr / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + eps)        t = 1 for the first step

        Where gradients suddenly become small, `adam` forgets the large ones and takes long steps; here the divisor shrinks
        slowly.

        - Limits: the mean of squares starts at 0, without the initial accumulator some libraries have
        - Source: Zaheer, Reddi, Sachan, Kale and Kumar, "Adaptive methods for nonconvex optimization", 2018, algorithm 2, \
        with Adam's corrections as in Optax
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let moments: AdamMoments

    package init(reading fields: inout FieldReader) {
        rates = OptimizerRates(reading: &fields, learningRate: 0.01)
        moments = AdamMoments(reading: &fields, epsilon: 1e-3)
    }

    package let slots = AdamMoments.slots

    package func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        moments.fill(&numbers, step: step, rates: rates)
    }

    package func update(_ array: OptimizerArray) -> OptimizerResult {
        let square = square(array.gradient)
        let m = array.mean("first_moment", kept: "beta1", taken: "one_minus_beta1", of: array.gradient)
        let old = array.slot("second_moment")
        let v = old - array.scalar("one_minus_beta2") * sign(old - square) * square
        return OptimizerResult(parameter: array.parameter - array.adamStep(m, v), slots: [m, v])
    }
}
