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

    package func gradient(_ context: GradientContext) throws -> GradientRule {
        return .inputs([context.gradient, try context.graph.negate(context.gradient)])
    }
}

extension Graph {
    /// The difference of two tensors.
    package func subtract(_ a: Tensor, _ b: Tensor) throws -> Tensor { try append(Subtract(), [a, b]) }
}
