import Glibc
import Kernels

/// The probability that a standard normal number is below the element.
///
///     y = (1 + erf(x / √2)) / 2,  dx = dy · exp(-x²/2) / √(2π)
///
/// - Shapes: input [any] → output [the same]
/// - Limits: keeps its relative accuracy far below 0, where 1 + erf would cancel
package struct NormalProbability: UnaryOperation {
    package static let name = "normalProbability"
    package static let code = ElementwiseOpcode.normalProbability

    package static func value(_ x: Double) -> Double { Glibc.erfc(-x / 2.0.squareRoot()) / 2 }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let density = exp(square(context.inputs[0]) * -0.5) * (1 / (2 * Double.pi).squareRoot())
        return .inputs([context.gradient * density])
    }
}

/// The distribution function of the normal distribution, element by element.
package func normalProbability(_ x: Tensor) -> Tensor { x.graph.append(NormalProbability(), [x]) }
