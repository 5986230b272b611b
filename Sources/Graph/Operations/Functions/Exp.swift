import Glibc
import Kernels

/// The exponential of each element.
///
///     y = eˣ,  dx = dy · y
///
/// - Shapes: input [any] → output [the same]
/// - Limits: overflows to infinity above 88.7 in single precision
package struct Exp: UnaryOperation {
    package static let name = "exp"
    package static let code = ElementwiseOpcode.exponential

    package static func value(_ x: Double) -> Double { Glibc.exp(x) }

    package func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient * context.output])
    }
}

/// The exponential of each element.
package func exp(_ x: Tensor) -> Tensor { x.graph.append(Exp(), [x]) }
