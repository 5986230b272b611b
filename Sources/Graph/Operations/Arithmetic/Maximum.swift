import Kernels

/// The larger of two elements.
///
///     y = max(a, b),  da = dy where a ≥ b, else 0,  db = dy elsewhere
///
/// - Shapes: inputs that broadcast → output [broadcast]
/// - Limits: at ties the first input gets the whole gradient; NaN if either is NaN
package struct Maximum: BinaryOperation {
    package static let name = "maximum"
    package static let code = ElementwiseOpcode.maximum

    package static func value(_ a: Double, _ b: Double) -> Double {
        a.isNaN || b.isNaN ? .nan : Swift.max(a, b)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let (a, b) = (context.inputs[0], context.inputs[1])
        // b ≤ a and y ≤ a are the same, also at ties and NaN. Beside a constant, as in the rectifier, nobody else reads
        // b after y is known, so that it need not be kept.
        let isFirst = (context.graph.isConstant(a) ? context.output : b) .<= a
        return .inputs([select(isFirst, context.gradient, 0), select(isFirst, 0, context.gradient)])
    }
}

/// The larger of two elements.
package func maximum(_ a: Tensor, _ b: Tensor) -> Tensor { a.graph.append(Maximum(), [a, b]) }
package func maximum(_ a: Tensor, _ b: Double) -> Tensor { maximum(a, a.graph.constant(b)) }
package func maximum(_ a: Double, _ b: Tensor) -> Tensor { maximum(b.graph.constant(a), b) }
