import Graph
import Kernels
import Spec

package struct Adadelta: Optimizer {
    package static let name = "adadelta"
    package static let about = """
        Gradients times the ratio of past steps to past gradients.

            g ← gradient + weight_decay · p
            v ← ρ v + (1 - ρ) g²                  d = √(a + eps) / √(v + eps) · g
            a ← ρ a + (1 - ρ) d²                  p ← p - lr · d

        Steps are in the units of the parameter.

        - Source: Zeiler, "ADADELTA: an adaptive learning rate method", 2012, algorithm 1; PyTorch
          `Adadelta`
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let rho: Double
    package let epsilon: Double

    package init(reading fields: inout FieldReader) {
        rates = OptimizerRates(reading: &fields, learningRate: 1)
        rho = fields.double(
            "rho", default: 0.9, in: .leftClosed(0, 1), "How much of the running means is kept each step.")
        epsilon = fields.double(
            "eps", aliases: ["epsilon"], default: 1e-6, in: .positive,
            "Added under both roots; it also decides how large the first steps are.")
    }

    package init(
        learningRate: Double = 1, rho: Double = 0.9, epsilon: Double = 1e-6, weightDecay: Double = 0,
        groups: [ParameterGroup] = []
    ) {
        rates = OptimizerRates(learningRate: learningRate, weightDecay: weightDecay, groups: groups)
        self.rho = rho
        self.epsilon = epsilon
    }

    package let slots = ["square_mean", "step_mean"]

    package func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        numbers.add("lr", rates.learningRate)
        numbers.add("rho", rho)
        numbers.add("one_minus_rho", 1 - rho)
        numbers.add("eps", epsilon)
    }

    package func update(_ array: OptimizerArray) -> OptimizerResult {
        let g = array.gradient
        let v = array.mean("square_mean", kept: "rho", taken: "one_minus_rho", of: g * g)
        let past = sqrt(array.slot("step_mean") + array.scalar("eps"))
        let d = past / sqrt(v + array.scalar("eps")) * g
        let a = array.mean("step_mean", kept: "rho", taken: "one_minus_rho", of: d * d)
        return OptimizerResult(parameter: array.parameter - array.scalar("lr") * d, slots: [v, a])
    }
}
