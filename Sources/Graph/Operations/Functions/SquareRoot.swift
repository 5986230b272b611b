import Kernels

/// The square root of each element.
///
///     y = √x,  dx = dy / (2 y)
///
/// - Shapes: input [any] → output [the same]
/// - Limits: NaN below 0; the gradient is infinite at 0
package struct SquareRoot: UnaryOperation {
    package static let name = "sqrt"
    package static let code = ElementwiseOpcode.squareRoot

    package static func value(_ x: Double) -> Double { x.squareRoot() }

    package func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient / (context.output * 2)])
    }
}

/// The square root of each element.
package func sqrt(_ x: Tensor) -> Tensor { x.graph.append(SquareRoot(), [x]) }
