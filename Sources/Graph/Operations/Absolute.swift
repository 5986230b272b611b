import Kernels

/// The absolute value of each element.
///
///     y = |x|,  dx = dy · sign(x)
///
/// - Shapes: input [any] → output [the same]
/// - Limits: the gradient at 0 is 0
package struct Absolute: UnaryOperation {
    package static let name = "absolute"
    package static let code = ElementwiseOpcode.absolute

    package static func value(_ x: Double) -> Double { Swift.abs(x) }

    package func gradient(_ context: GradientContext) throws -> GradientRule {
        let graph = context.graph
        let sign = try graph.sign(context.inputs[0])
        return .inputs([try graph.multiply(context.gradient, sign)])
    }
}

extension Graph {
    /// The absolute value of each element.
    package func absolute(_ x: Tensor) throws -> Tensor { try append(Absolute(), [x]) }
}
