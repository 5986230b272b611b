import Graph
import Kernels
import Spec

package struct AdamW: Optimizer {
    package static let name = "adamw"
    package static let about = """
        Adam with a weight decay of its own instead of an L2 penalty.

            m ← β₁ m + (1 - β₁) g                 v ← β₂ v + (1 - β₂) g²
            p ← p - lr · weight_decay · p
            p ← p - lr / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + eps)        t = 1 for the first step

        The decay is not scaled by the running means.

        - Limits: the decay follows the schedule, since it is multiplied by `lr`; it also acts on biases
          unless a group with `weight_decay: 0` takes them out
        - Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, algorithm 2; PyTorch
          `AdamW`
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let moments: AdamMoments

    package init(reading fields: inout FieldReader) {
        rates = OptimizerRates(
            reading: &fields, learningRate: 0.001, weightDecay: 0.01, isDecoupled: true)
        moments = AdamMoments(reading: &fields)
    }

    package init(
        learningRate: Double, moments: AdamMoments = AdamMoments(), weightDecay: Double = 0.01,
        groups: [ParameterGroup] = []
    ) {
        rates = OptimizerRates(
            learningRate: learningRate, weightDecay: weightDecay, groups: groups, isDecoupled: true)
        self.moments = moments
    }

    package let slots = AdamMoments.slots

    package func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        moments.fill(&numbers, step: step, rates: rates)
        numbers.add("kept", 1 - rates.learningRate * rates.weightDecay)
    }

    package func update(_ array: OptimizerArray) -> OptimizerResult {
        let (m, v) = array.moments()
        let step = array.adamStep(m, v)
        return OptimizerResult(parameter: array.scalar("kept") * array.parameter - step, slots: [m, v])
    }
}
