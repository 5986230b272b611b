import Kernels

/// The largest whole number not above each element.
///
///     y = ⌊x⌋,  dx = 0
///
/// - Shapes: input [any] → output [the same]
/// - Limits: the gradient is 0 also at the steps
package struct Floor: UnaryOperation {
    package static let name = "floor"
    package static let code = ElementwiseOpcode.floor

    package static func value(_ x: Double) -> Double { x.rounded(.down) }

    package func gradient(_ context: GradientContext) -> GradientRule { .inputs([nil]) }
}

/// The largest whole number not above each element.
package func floor(_ x: Tensor) -> Tensor { x.graph.append(Floor(), [x]) }
