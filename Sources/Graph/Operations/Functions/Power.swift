import Glibc
import Kernels

/// The first element raised to the second.
///
///     y = aᵇ,  da = dy · b · aᵇ⁻¹,  db = dy · y · ln a, taken as 0 where a ≤ 0
///
/// - Shapes: inputs that broadcast → output [broadcast]
/// - Limits: NaN for a negative base with a fractional exponent
package struct Power: BinaryOperation {
    package static let name = "power"
    package static let code = ElementwiseOpcode.power

    package static func value(_ a: Double, _ b: Double) -> Double { Glibc.pow(a, b) }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let (a, b) = (context.inputs[0], context.inputs[1])
        let first = context.gradient * (b * power(a, b - 1))
        let logarithm = log(select(0 .< a, a, 1))
        return .inputs([first, context.gradient * (context.output * logarithm)])
    }
}

/// The first element raised to the second.
package func power(_ a: Tensor, _ b: Tensor) -> Tensor { a.graph.append(Power(), [a, b]) }
package func power(_ a: Tensor, _ b: Double) -> Tensor { power(a, a.graph.constant(b)) }
package func power(_ a: Double, _ b: Tensor) -> Tensor { power(b.graph.constant(a), b) }
