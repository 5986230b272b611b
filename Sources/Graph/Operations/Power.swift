import Kernels

#if canImport(Glibc)
    import Glibc
#endif

/// The first element raised to the second.
///
///     y = aᵇ,  da = dy · b · aᵇ⁻¹,  db = dy · y · ln a, taken as 0 where a ≤ 0
///
/// - Shapes: inputs that broadcast → output [broadcast]
/// - Limits: NaN for a negative base with a fractional exponent
package struct Power: BinaryOperation {
    package static let name = "power"
    package static let code = ElementwiseOpcode.power

    package static func value(_ a: Double, _ b: Double) -> Double { Glibc.pow(a, b) }

    package func gradient(_ context: GradientContext) throws -> GradientRule {
        let graph = context.graph
        let (a, b) = (context.inputs[0], context.inputs[1])
        let (zero, one) = (try graph.constant(0), try graph.constant(1))
        let lower = try graph.power(a, graph.subtract(b, one))
        let first = try graph.multiply(context.gradient, graph.multiply(b, lower))
        let positive = try graph.less(zero, a)
        let logarithm = try graph.log(graph.select(positive, a, one))
        let slope = try graph.multiply(context.output, logarithm)
        let second = try graph.multiply(context.gradient, slope)
        return .inputs([first, second])
    }
}

extension Graph {
    /// The first element raised to the second.
    package func power(_ a: Tensor, _ b: Tensor) throws -> Tensor { try append(Power(), [a, b]) }
}
