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

    package func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient * sign(context.inputs[0])])
    }
}

/// The absolute value of each element.
package func abs(_ x: Tensor) -> Tensor { x.graph.append(Absolute(), [x]) }
