import Graph
import Kernels
import Spec

package struct Adagrad: Optimizer {
    package static let name = "adagrad"
    package static let about = """
        Steps divided by the root of the sum of all squared gradients so far.

            g ← gradient + weight_decay · p
            s ← s + g²,   s = initial_accumulator_value at first
            p ← p - lr / (1 + (t - 1) lr_decay) · g / (√s + eps)        t = 1 for the first step

        - Limits: steps only ever get shorter
        - Source: Duchi, Hazan and Singer, "Adaptive subgradient methods", 2011; PyTorch `Adagrad`
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let rateDecay: Double
    package let start: Double
    package let epsilon: Double

    package init(reading fields: inout FieldReader) {
        rates = OptimizerRates(reading: &fields, learningRate: 0.01)
        rateDecay = fields.double(
            "lr_decay", default: 0, in: .nonNegative, "How fast the rate falls with the number of steps.")
        start = fields.double(
            "initial_accumulator_value", default: 0, in: .nonNegative, "What the sum of squares starts from.")
        epsilon = fields.double(
            "eps", aliases: ["epsilon"], default: 1e-10, in: .positive, "Added to the divisor.")
    }

    package init(
        learningRate: Double, rateDecay: Double = 0, start: Double = 0, epsilon: Double = 1e-10,
        weightDecay: Double = 0, groups: [ParameterGroup] = []
    ) {
        rates = OptimizerRates(learningRate: learningRate, weightDecay: weightDecay, groups: groups)
        self.rateDecay = rateDecay
        self.start = start
        self.epsilon = epsilon
    }

    package let slots = ["square_sum"]

    package func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        numbers.add("lr", rates.learningRate / (1 + Double(step) * rateDecay))
        numbers.add("start", start)
        numbers.add("eps", epsilon)
    }

    package func update(_ array: OptimizerArray) -> OptimizerResult {
        let g = array.gradient
        let sum = array.slot("square_sum") + g * g
        let divisor = sqrt(sum + array.scalar("start")) + array.scalar("eps")
        return OptimizerResult(
            parameter: array.parameter - array.scalar("lr") * g / divisor, slots: [sum])
    }
}
