import Kernels

/// The smaller of two elements.
///
///     y = min(a, b),  da = dy where a ≤ b, else 0,  db = dy elsewhere
///
/// - Shapes: inputs that broadcast → output [broadcast]
/// - Limits: at ties the first input gets the whole gradient; NaN if either is NaN
package struct Minimum: BinaryOperation {
    package static let name = "minimum"
    package static let code = ElementwiseOpcode.minimum

    package static func value(_ a: Double, _ b: Double) -> Double {
        a.isNaN || b.isNaN ? .nan : Swift.min(a, b)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let isFirst = context.inputs[0] .<= context.inputs[1]
        return .inputs([select(isFirst, context.gradient, 0), select(isFirst, 0, context.gradient)])
    }
}

/// The smaller of two elements.
package func minimum(_ a: Tensor, _ b: Tensor) -> Tensor { a.graph.append(Minimum(), [a, b]) }
package func minimum(_ a: Tensor, _ b: Double) -> Tensor { minimum(a, a.graph.constant(b)) }
package func minimum(_ a: Double, _ b: Tensor) -> Tensor { minimum(b.graph.constant(a), b) }
