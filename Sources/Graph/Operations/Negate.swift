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

    package func gradient(_ context: GradientContext) throws -> GradientRule {
        return .inputs([try context.graph.negate(context.gradient)])
    }
}

extension Graph {
    /// Each element with the opposite sign.
    package func negate(_ x: Tensor) throws -> Tensor { try append(Negate(), [x]) }
}
