import Kernels

/// Each element with the opposite sign.
///
///     y = -x,  dx = -dy
///
/// - Shapes: input [any] → output [the same]
/// - Limits: none
package struct Negate: UnaryOperation {
    package static let name = "negate"
    package static let code = ElementwiseOpcode.negate

    package static func value(_ x: Double) -> Double { -x }

    package func gradient(_ context: GradientContext) -> GradientRule { .inputs([-context.gradient]) }
}

extension Tensor {
    /// Each element with the opposite sign.
    package static prefix func - (x: Tensor) -> Tensor { x.graph.append(Negate(), [x]) }
}
