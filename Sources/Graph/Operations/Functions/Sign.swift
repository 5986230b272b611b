import Kernels

/// -1, 0 or 1 for negative, zero and positive elements.
///
///     y = sign x,  dx = 0
///
/// - Shapes: input [any] → output [the same]
/// - Limits: the gradient is 0 also at 0; NaN stays NaN
package struct Sign: UnaryOperation {
    package static let name = "sign"
    package static let code = ElementwiseOpcode.sign

    package static func value(_ x: Double) -> Double { x > 0 ? 1 : (x < 0 ? -1 : x) }

    package func gradient(_ context: GradientContext) -> GradientRule { .inputs([nil]) }
}

/// -1, 0 or 1 for negative, zero and positive elements.
package func sign(_ x: Tensor) -> Tensor { x.graph.append(Sign(), [x]) }
