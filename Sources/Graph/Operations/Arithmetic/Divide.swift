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

    package func gradient(_ context: GradientContext) -> GradientRule {
        let first = context.gradient / context.inputs[1]
        return .inputs([first, -(first * context.output)])
    }
}

extension Tensor {
    /// The quotient of two tensors, element by element.
    package static func / (a: Tensor, b: Tensor) -> Tensor { a.graph.append(Divide(), [a, b]) }
    package static func / (a: Tensor, b: Double) -> Tensor { a / a.graph.constant(b) }
    package static func / (a: Double, b: Tensor) -> Tensor { b.graph.constant(a) / b }
}
