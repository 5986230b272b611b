import Graph
import Kernels
import Spec

package struct Adam: Optimizer {
    package static let name = "adam"
    package static let about = """
        Steps scaled by running means of the gradient and of its square.

            g ← gradient + weight_decay · p
            m ← β₁ m + (1 - β₁) g                 v ← β₂ v + (1 - β₂) g²
            p ← p - lr / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + eps)        t = 1 for the first step

        The decay is added to the gradient: it is an L2 penalty, as in PyTorch's `Adam`, and not the decay
        of `adamw`.

        - Limits: the corrections 1 - βᵗ are computed in double precision
        - Source: Kingma and Ba, "Adam: A method for stochastic optimization", 2015, algorithm 1, in the
          order of operations of PyTorch `Adam`
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let moments: AdamMoments

    package init(reading fields: inout FieldReader) {
        rates = OptimizerRates(reading: &fields, learningRate: 0.001)
        moments = AdamMoments(reading: &fields)
    }

    package init(
        learningRate: Double, firstBeta: Double = 0.9, secondBeta: Double = 0.999, epsilon: Double = 1e-8,
        weightDecay: Double = 0, groups: [ParameterGroup] = []
    ) {
        rates = OptimizerRates(learningRate: learningRate, weightDecay: weightDecay, groups: groups)
        moments = AdamMoments(firstBeta: firstBeta, secondBeta: secondBeta, epsilon: epsilon)
    }

    package let slots = AdamMoments.slots

    package func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        moments.fill(&numbers, step: step, rates: rates)
    }

    package func update(_ array: OptimizerArray) -> OptimizerResult {
        let (m, v) = array.moments()
        return OptimizerResult(parameter: array.parameter - array.adamStep(m, v), slots: [m, v])
    }
}
