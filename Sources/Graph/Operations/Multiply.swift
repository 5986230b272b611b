import Kernels

/// The product of two tensors, element by element.
///
///     y = a · b,  da = dy · b,  db = dy · a
///
/// - Shapes: inputs that broadcast → output [broadcast]
/// - Limits: none
package struct Multiply: BinaryOperation {
    package static let name = "multiply"
    package static let code = ElementwiseOpcode.multiply

    package static func value(_ a: Double, _ b: Double) -> Double { a * b }

    package func gradient(_ context: GradientContext) throws -> GradientRule {
        let graph = context.graph
        let (a, b) = (context.inputs[0], context.inputs[1])
        let first = try graph.multiply(context.gradient, b)
        let second = try graph.multiply(context.gradient, a)
        return .inputs([first, second])
    }
}

extension Graph {
    /// The product of two tensors, element by element.
    package func multiply(_ a: Tensor, _ b: Tensor) throws -> Tensor { try append(Multiply(), [a, b]) }
}
