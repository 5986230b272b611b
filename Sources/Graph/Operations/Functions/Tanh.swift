import Glibc
import Kernels

/// The hyperbolic tangent of each element.
///
///     y = tanh x,  dx = dy · (1 - y²)
///
/// - Shapes: input [any] → output [the same]
/// - Limits: tends to -1 and 1 without overflow
package struct Tanh: UnaryOperation {
    package static let name = "tanh"
    package static let code = ElementwiseOpcode.tanh

    package static func value(_ x: Double) -> Double { Glibc.tanh(x) }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let y = context.output
        return .inputs([context.gradient * (1 - y * y)])
    }
}

/// The hyperbolic tangent of each element.
package func tanh(_ x: Tensor) -> Tensor { x.graph.append(Tanh(), [x]) }
