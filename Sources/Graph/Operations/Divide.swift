import Kernels

/// The quotient of two tensors, element by element.
///
///     y = a / b,  da = dy / b,  db = -dy · y / b
///
/// - Shapes: inputs that broadcast → output [broadcast]
/// - Limits: infinite or NaN where b is 0
package struct Divide: BinaryOperation {
    package static let name = "divide"
    package static let code = ElementwiseOpcode.divide

    package static func value(_ a: Double, _ b: Double) -> Double { a / b }

    package func gradient(_ context: GradientContext) throws -> GradientRule {
        let graph = context.graph
        let first = try graph.divide(context.gradient, context.inputs[1])
        let second = try graph.negate(graph.multiply(first, context.output))
        return .inputs([first, second])
    }
}

extension Graph {
    /// The quotient of two tensors, element by element.
    package func divide(_ a: Tensor, _ b: Tensor) throws -> Tensor { try append(Divide(), [a, b]) }
}
