import Graph
import Kernels
import Spec

package struct RMSprop: Optimizer {
    package static let name = "rmsprop"
    package static let about = """
        Steps divided by the root of a running mean of squared gradients.

            g ← gradient + weight_decay · p
            v ← α v + (1 - α) g²,   v' = v
            centered: a ← α a + (1 - α) g,   v' = v - a²
            u ← momentum · u + g / (√v' + eps)    p ← p - lr · u

        - Limits: eps is added to the root, as in PyTorch; Keras adds it inside
        - Source: Tieleman and Hinton, "Lecture 6.5: RMSProp", 2012; PyTorch `RMSprop`
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let alpha: Double
    package let epsilon: Double
    package let momentum: Double
    package let isCentered: Bool

    package init(reading fields: inout FieldReader) {
        rates = OptimizerRates(reading: &fields, learningRate: 0.01)
        alpha = fields.double(
            "alpha", aliases: ["rho"], default: 0.99, in: .leftClosed(0, 1),
            "How much of the running mean of squares is kept each step.")
        epsilon = fields.double(
            "eps", aliases: ["epsilon"], default: 1e-8, in: .positive, "Added to the divisor.")
        momentum = fields.double(
            "momentum", default: 0, in: .leftClosed(0, 1), "Share of the last step that is kept.")
        isCentered = fields.bool(
            "centered", default: false,
            "Whether steps are divided by the deviation instead of the size of gradients.")
    }

    package init(
        learningRate: Double, alpha: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0,
        isCentered: Bool = false, weightDecay: Double = 0, groups: [ParameterGroup] = []
    ) {
        rates = OptimizerRates(learningRate: learningRate, weightDecay: weightDecay, groups: groups)
        self.alpha = alpha
        self.epsilon = epsilon
        self.momentum = momentum
        self.isCentered = isCentered
    }

    package var slots: [String] {
        ["square_mean"] + (isCentered ? ["gradient_mean"] : []) + (momentum == 0 ? [] : ["momentum"])
    }

    package func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        numbers.add("lr", rates.learningRate)
        numbers.add("alpha", alpha)
        numbers.add("one_minus_alpha", 1 - alpha)
        numbers.add("eps", epsilon)
        numbers.add("momentum", momentum)
    }

    package func update(_ array: OptimizerArray) -> OptimizerResult {
        let g = array.gradient
        var v = array.mean("square_mean", kept: "alpha", taken: "one_minus_alpha", of: g * g)
        var slots = [v]
        if isCentered {
            let a = array.mean("gradient_mean", kept: "alpha", taken: "one_minus_alpha", of: g)
            slots.append(a)
            // Rounding must not make a variance of 0 negative.
            v = maximum(v - a * a, 0)
        }
        var u = g / (sqrt(v) + array.scalar("eps"))
        if momentum != 0 {
            u = array.scalar("momentum") * array.slot("momentum") + u
            slots.append(u)
        }
        return OptimizerResult(parameter: array.parameter - array.scalar("lr") * u, slots: slots)
    }
}
