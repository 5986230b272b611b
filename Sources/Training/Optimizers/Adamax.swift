import Foundation
import Graph
import Kernels
import Spec

package struct Adamax: Optimizer {
    package static let name = "adamax"
    package static let about = """
        Adam with the largest recent gradient in place of the root mean square.

            g ← gradient + weight_decay · p
            m ← β₁ m + (1 - β₁) g                 u ← max(β₂ u, |g| + eps)
            p ← p - lr / (1 - β₁ᵗ) · m / u        t = 1 for the first step

        - Source: Kingma and Ba, "Adam: A method for stochastic optimization", 2015, algorithm 2; PyTorch
          `Adamax`
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let moments: AdamMoments

    package init(reading fields: inout FieldReader) {
        rates = OptimizerRates(reading: &fields, learningRate: 0.002)
        moments = AdamMoments(reading: &fields)
    }

    package init(
        learningRate: Double, moments: AdamMoments = AdamMoments(), weightDecay: Double = 0,
        groups: [ParameterGroup] = []
    ) {
        rates = OptimizerRates(learningRate: learningRate, weightDecay: weightDecay, groups: groups)
        self.moments = moments
    }

    package let slots = ["first_moment", "largest"]

    package func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        moments.fill(&numbers)
        numbers.add("rate", rates.learningRate / moments.firstCorrection(step))
    }

    package func update(_ array: OptimizerArray) -> OptimizerResult {
        let g = array.gradient
        let m = array.mean("first_moment", kept: "beta1", taken: "one_minus_beta1", of: g)
        let u = maximum(array.scalar("beta2") * array.slot("largest"), abs(g) + array.scalar("eps"))
        return OptimizerResult(parameter: array.parameter - array.scalar("rate") * m / u, slots: [m, u])
    }
}
