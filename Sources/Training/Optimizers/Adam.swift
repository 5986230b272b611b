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

    package var scalars: [String] {
        AdamMoments.scalars + ["rate", "root_correction"] + (rates.decays ? ["weight_decay"] : [])
    }

    package var programKey: String { rates.decays ? "adam weight_decay" : "adam" }

    package func writeScalars(step: Int, rates: StepRates, into values: UnsafeMutablePointer<Double>) {
        moments.write(into: values)
        let next = AdamMoments.scalars.count
        values[next] = rates.learningRate / moments.firstCorrection(step)
        values[next + 1] = 1 / moments.secondCorrection(step).squareRoot()
        if self.rates.decays {
            values[next + 2] = rates.weightDecay
        }
    }

    package func update(_ array: OptimizerArray) -> OptimizerResult {
        let (m, v) = array.moments(of: array.decayedGradient(rates.decays))
        let divisor = sqrt(v) * array.scalar("root_correction") + array.scalar("eps")
        return OptimizerResult(
            parameter: array.parameter - array.scalar("rate") * m / divisor, slots: [m, v])
    }
}
