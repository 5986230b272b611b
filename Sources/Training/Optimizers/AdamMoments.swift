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

    init(reading fields: inout FieldReader, range: NumberRange = .leftClosed(0, 1)) {
        let betas = fields.doubles(
            "betas", count: 2, default: [0.9, 0.999], in: range,
            "How much of the running means of gradient and square is kept each step.")
        firstBeta = betas.first ?? 0.9
        secondBeta = betas.last ?? 0.999
        epsilon = fields.double(
            "eps", aliases: ["epsilon"], default: 1e-8, in: .positive, "Added to the divisor.")
    }

    static let slots = ["first_moment", "second_moment"]
    static let scalars = ["beta1", "one_minus_beta1", "beta2", "one_minus_beta2", "eps"]

    func write(into values: UnsafeMutablePointer<Double>) {
        values[0] = firstBeta
        values[1] = 1 - firstBeta
        values[2] = secondBeta
        values[3] = 1 - secondBeta
        values[4] = epsilon
    }

    /// 1 - β₁ᵗ after `step` finished updates.
    func firstCorrection(_ step: Int) -> Double { 1 - pow(firstBeta, Double(step + 1)) }

    /// 1 - β₂ᵗ after `step` finished updates.
    func secondCorrection(_ step: Int) -> Double { 1 - pow(secondBeta, Double(step + 1)) }
}

extension OptimizerArray {
    /// The means of the gradient and of its square with this gradient taken in.
    func moments(of gradient: Tensor) -> (first: Tensor, second: Tensor) {
        let square = square(gradient)
        return (
            mean("first_moment", kept: "beta1", taken: "one_minus_beta1", of: gradient),
            mean("second_moment", kept: "beta2", taken: "one_minus_beta2", of: square)
        )
    }
}
