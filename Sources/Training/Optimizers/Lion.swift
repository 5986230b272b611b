import Graph
import Kernels
import Spec

package struct Lion: Optimizer {
    package static let name = "lion"
    package static let about = """
        Steps of one length in every parameter, in the direction of a mean's sign.

            d = sign(β₁ m + (1 - β₁) g)           m ← β₂ m + (1 - β₂) g
            p ← p - lr · weight_decay · p - lr · d

        Every parameter moves by `lr` each step, so `lr` is a third to a tenth of what `adamw` takes. The
        decay is not scaled by gradients, as with `adamw`.

        - Limits: the sign of 0 is 0
        - Source: Chen et al., "Symbolic discovery of optimization algorithms", 2023, algorithm 2
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let firstBeta: Double
    package let secondBeta: Double

    package init(reading fields: inout FieldReader) {
        rates = OptimizerRates(
            reading: &fields, learningRate: 1e-4, isDecoupled: true)
        let betas = fields.doubles(
            "betas", count: 2, default: [0.9, 0.99], in: .leftClosed(0, 1),
            "How much of the mean is kept: for the direction, and for the next step.")
        firstBeta = betas.first ?? 0.9
        secondBeta = betas.last ?? 0.99
    }

    package init(
        learningRate: Double, firstBeta: Double = 0.9, secondBeta: Double = 0.99, weightDecay: Double = 0,
        groups: [ParameterGroup] = []
    ) {
        rates = OptimizerRates(
            learningRate: learningRate, weightDecay: weightDecay, groups: groups, isDecoupled: true)
        self.firstBeta = firstBeta
        self.secondBeta = secondBeta
    }

    package let slots = ["mean"]

    package func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        numbers.add("lr", rates.learningRate)
        numbers.add("kept", 1 - rates.learningRate * rates.weightDecay)
        numbers.add("beta1", firstBeta)
        numbers.add("one_minus_beta1", 1 - firstBeta)
        numbers.add("beta2", secondBeta)
        numbers.add("one_minus_beta2", 1 - secondBeta)
    }

    package func update(_ array: OptimizerArray) -> OptimizerResult {
        let looked = array.mean("mean", kept: "beta1", taken: "one_minus_beta1", of: array.gradient)
        let mean = array.mean("mean", kept: "beta2", taken: "one_minus_beta2", of: array.gradient)
        let kept = array.scalar("kept") * array.parameter
        return OptimizerResult(parameter: kept - array.scalar("lr") * sign(looked), slots: [mean])
    }
}
