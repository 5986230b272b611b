import Kernels

/// The largest element over axes, which stay with size 1.
///
///     y = max x over the axes,  dx = dy / ties where x = y, else 0
///
/// - Shapes: input [...] → output with the axes of size 1
/// - Limits: equal largest elements share the gradient; NaN elements are ignored unless all are NaN
/// - Errors: repeated axes or axes outside the rank
package struct ReduceMaximum: Operation {
    package static let name = "reduceMaximum"
    package let axes: [Int]
    package var attributes: String { "axes \(axes)" }
    package var lowering: Lowering {
        .instructions { ReduceInstruction.plan(&$0, $1, .maximum, axes: axes) }
    }
    package func flops(_ inputs: [Shape], result: Shape) -> Int { inputs[0].count }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.reduced(inputs, axes: axes, realType, Self.name)
    }

    package func gradient(_ context: GradientContext) throws -> GradientRule {
        let graph = context.graph
        let mask = try graph.equal(context.inputs[0], context.output)
        let ties = try graph.reduceSum(mask, axes: axes, keepDimensions: true)
        let share = try graph.divide(context.gradient, ties)
        return .inputs([try graph.multiply(mask, share)])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        inputs[0].reduced(to: type.shape, from: -.infinity) { $1 > $0 ? $1 : $0 }
    }
}

extension Graph {
    /// The largest elements over `axes`; they stay with size 1 when `keepDimensions`.
    package func reduceMaximum(_ x: Tensor, axes: [Int], keepDimensions: Bool = false) throws -> Tensor {
        let axes = try ShapeRule.axes(axes, rank: x.shape.rank, ReduceMaximum.name)
        guard !axes.isEmpty else { return x }
        let largest = try append(ReduceMaximum(axes: axes), [x])
        return keepDimensions ? largest : try removeAxes(largest, axes)
    }
}
