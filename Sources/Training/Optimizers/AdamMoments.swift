import Foundation
import Graph
import Kernels
import Spec

/// What the relatives of Adam share: running means of the gradient and of its square.
///
///     m ← β₁ m + (1 - β₁) g                 v ← β₂ v + (1 - β₂) g²
///     corrections for their start at 0: 1 - β₁ᵗ and 1 - β₂ᵗ,   t = 1 for the first step
///
/// - Fields: betas (two numbers, 0 ≤ β < 1, default 0.9 and 0.999), eps (> 0, default 1e-8)
/// - Limits: the corrections are computed in double precision
package struct AdamMoments: Hashable, Sendable {
    package let firstBeta: Double
    package let secondBeta: Double
    package let epsilon: Double

    package init(firstBeta: Double = 0.9, secondBeta: Double = 0.999, epsilon: Double = 1e-8) {
        self.firstBeta = firstBeta
        self.secondBeta = secondBeta
        self.epsilon = epsilon
    }

    init(
        reading fields: inout FieldReader, range: NumberRange = .leftClosed(0, 1),
        epsilon standard: Double = 1e-8
    ) {
        let betas = fields.doubles(
            "betas", count: 2, default: [0.9, 0.999], in: range,
            "How much of the running means of gradient and square is kept each step.")
        firstBeta = betas.first ?? 0.9
        secondBeta = betas.last ?? 0.999
        epsilon = fields.double(
            "eps", aliases: ["epsilon"], default: standard, in: .positive, "Added to the divisor.")
    }

    static let slots = ["first_moment", "second_moment"]

    func fill(_ numbers: inout Hyperparameters) {
        numbers.add("beta1", firstBeta)
        numbers.add("one_minus_beta1", 1 - firstBeta)
        numbers.add("beta2", secondBeta)
        numbers.add("one_minus_beta2", 1 - secondBeta)
        numbers.add("eps", epsilon)
    }

    /// The same with those that `adamStep` reads.
    func fill(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        fill(&numbers)
        numbers.add("rate", rates.learningRate / firstCorrection(step))
        numbers.add("root_correction", 1 / secondCorrection(step).squareRoot())
    }

    /// 1 - β₁ᵗ after `step` finished updates.
    func firstCorrection(_ step: Int) -> Double { 1 - pow(firstBeta, Double(step + 1)) }

    /// 1 - β₂ᵗ after `step` finished updates.
    func secondCorrection(_ step: Int) -> Double { 1 - pow(secondBeta, Double(step + 1)) }
}

extension OptimizerArray {
    /// lr / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + eps)
    func adamStep(_ m: Tensor, _ v: Tensor) -> Tensor {
        let divisor = sqrt(v) * scalar("root_correction") + scalar("eps")
        return scalar("rate") * m / divisor
    }

    /// The means of the gradient and of its square with this gradient taken in.
    func moments() -> (first: Tensor, second: Tensor) {
        let square = square(gradient)
        return (
            mean("first_moment", kept: "beta1", taken: "one_minus_beta1", of: gradient),
            mean("second_moment", kept: "beta2", taken: "one_minus_beta2", of: square)
        )
    }
}
