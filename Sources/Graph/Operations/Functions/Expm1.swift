import Glibc
import Kernels

/// The exponential less 1, without cancellation near 0.
///
///     y = eˣ - 1,  dx = dy · (y + 1)
///
/// - Shapes: input [any] → output [the same]
/// - Limits: overflows to infinity as `exp` does; -1 for -∞
package struct Expm1: UnaryOperation {
    package static let name = "expm1"
    package static let code = ElementwiseOpcode.exponentialMinusOne

    package static func value(_ x: Double) -> Double { Glibc.expm1(x) }

    package func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient * (context.output + 1)])
    }
}

/// eˣ - 1, element by element.
package func expm1(_ x: Tensor) -> Tensor { x.graph.append(Expm1(), [x]) }
