import Kernels

/// The difference of two tensors.
///
///     y = a - b,  da = dy,  db = -dy
///
/// - Shapes: inputs that broadcast → output [broadcast]
/// - Limits: none
package struct Subtract: BinaryOperation {
    package static let name = "subtract"
    package static let code = ElementwiseOpcode.subtract

    package static func value(_ a: Double, _ b: Double) -> Double { a - b }

    package func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient, -context.gradient])
    }
}

extension Tensor {
    /// The difference of two tensors.
    package static func - (a: Tensor, b: Tensor) -> Tensor { a.graph.append(Subtract(), [a, b]) }
    package static func - (a: Tensor, b: Double) -> Tensor { a - a.graph.constant(b) }
    package static func - (a: Double, b: Tensor) -> Tensor { b.graph.constant(a) - b }
}
