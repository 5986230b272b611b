import Glibc
import Kernels

/// The arc tangent of each element.
///
///     y = atan x,  dx = dy / (1 + x²)
///
/// - Shapes: input [any] → output [the same]
/// - Limits: tends to -π/2 and π/2 without overflow
package struct Arctangent: UnaryOperation {
    package static let name = "atan"
    package static let code = ElementwiseOpcode.arctangent

    package static func value(_ x: Double) -> Double { Glibc.atan(x) }

    package func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient / (square(context.inputs[0]) + 1)])
    }
}

/// The arc tangent of each element.
package func atan(_ x: Tensor) -> Tensor { x.graph.append(Arctangent(), [x]) }
