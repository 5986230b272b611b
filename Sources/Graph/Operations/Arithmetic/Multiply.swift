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

    package func gradient(_ context: GradientContext) -> GradientRule {
        let (a, b) = (context.inputs[0], context.inputs[1])
        return .inputs([context.gradient * b, context.gradient * a])
    }
}

extension Tensor {
    /// The product of two tensors, element by element.
    package static func * (a: Tensor, b: Tensor) -> Tensor { a.graph.append(Multiply(), [a, b]) }
    package static func * (a: Tensor, b: Double) -> Tensor { a * a.graph.constant(b) }
    package static func * (a: Double, b: Tensor) -> Tensor { b.graph.constant(a) * b }
}
