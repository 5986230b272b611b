import Kernels

/// The sum of two tensors.
///
///     y = a + b,  da = dy,  db = dy
///
/// - Shapes: inputs that broadcast → output [broadcast]
/// - Limits: none
package struct Add: BinaryOperation {
    package static let name = "add"
    package static let code = ElementwiseOpcode.add

    package static func value(_ a: Double, _ b: Double) -> Double { a + b }

    package func gradient(_ context: GradientContext) throws -> GradientRule {
        return .inputs([context.gradient, context.gradient])
    }
}

extension Graph {
    /// The sum of two tensors.
    package func add(_ a: Tensor, _ b: Tensor) throws -> Tensor { try append(Add(), [a, b]) }
}
