import Kernels

#if canImport(Glibc)
    import Glibc
#endif

/// The hyperbolic tangent of each element.
///
///     y = tanh x,  dx = dy · (1 - y²)
///
/// - Shapes: input [any] → output [the same]
/// - Limits: tends to -1 and 1 without overflow
package struct Tanh: UnaryOperation {
    package static let name = "tanh"
    package static let code = ElementwiseOpcode.tanh

    package static func value(_ x: Double) -> Double { Glibc.tanh(x) }

    package func gradient(_ context: GradientContext) throws -> GradientRule {
        let graph = context.graph
        let square = try graph.multiply(context.output, context.output)
        let slope = try graph.subtract(graph.constant(1), square)
        return .inputs([try graph.multiply(context.gradient, slope)])
    }
}

extension Graph {
    /// The hyperbolic tangent of each element.
    package func tanh(_ x: Tensor) throws -> Tensor { try append(Tanh(), [x]) }
}
