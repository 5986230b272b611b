import Foundation
import Graph
import Kernels
import Spec

package struct RAdam: Optimizer {
    package static let name = "radam"
    package static let about = """
        Adam that does without its divisor while too few gradients were seen.

            g ← gradient + weight_decay · p
            m ← β₁ m + (1 - β₁) g                 v ← β₂ v + (1 - β₂) g²
            ρ∞ = 2 / (1 - β₂) - 1                 ρ = ρ∞ - 2 t β₂ᵗ / (1 - β₂ᵗ)
            ρ > 5:  r = √((ρ - 4)(ρ - 2) ρ∞ / ((ρ∞ - 4)(ρ∞ - 2) ρ))
                    p ← p - lr r √(1 - β₂ᵗ) / (1 - β₁ᵗ) · m / (√v + eps)
            else:   p ← p - lr / (1 - β₁ᵗ) · m    t = 1 for the first step

        A warm-up in effect.

        - Source: Liu et al., "On the variance of the adaptive learning rate and beyond", 2020, algorithm 2;
          PyTorch `RAdam`
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let moments: AdamMoments

    package init(reading fields: inout FieldReader) {
        rates = OptimizerRates(reading: &fields, learningRate: 0.001)
        moments = AdamMoments(reading: &fields)
    }

    package init(
        learningRate: Double, moments: AdamMoments = AdamMoments(), weightDecay: Double = 0,
        groups: [ParameterGroup] = []
    ) {
        rates = OptimizerRates(learningRate: learningRate, weightDecay: weightDecay, groups: groups)
        self.moments = moments
    }

    package let slots = AdamMoments.slots

    package func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        moments.fill(&numbers)
        let rate = rates.learningRate / moments.firstCorrection(step)
        let rectification = rectification(step)
        numbers.add("plain_rate", rectification == nil ? rate : 0)
        numbers.add(
            "rectified_rate", rate * (rectification ?? 0) * moments.secondCorrection(step).squareRoot())
    }

    /// r, or nil while the variance cannot be trusted.
    private func rectification(_ step: Int) -> Double? {
        let beta = moments.secondBeta
        let time = Double(step + 1)
        let limit = 2 / (1 - beta) - 1
        let length = limit - 2 * time * pow(beta, time) / moments.secondCorrection(step)
        guard length > 5 else { return nil }
        let above = (length - 4) * (length - 2) * limit
        let below = (limit - 4) * (limit - 2) * length
        return (above / below).squareRoot()
    }

    package func update(_ array: OptimizerArray) -> OptimizerResult {
        let (m, v) = array.moments()
        let rectified = array.scalar("rectified_rate") / (sqrt(v) + array.scalar("eps"))
        let step = m * (array.scalar("plain_rate") + rectified)
        return OptimizerResult(parameter: array.parameter - step, slots: [m, v])
    }
}
