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

    package func gradient(_ context: GradientContext) -> GradientRule {
        let isLargest = context.inputs[0] .== context.output
        let ties = isLargest.sum(axes: axes, keepDimensions: true)
        return .inputs([isLargest * (context.gradient / ties)])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        inputs[0].reduced(to: type.shape, from: -.infinity) { $1 > $0 ? $1 : $0 }
    }
}

extension Tensor {
    /// The largest elements over `axes`; they stay with size 1 when `keepDimensions`.
    package func maximum(axes: [Int], keepDimensions: Bool = false) -> Tensor {
        reduced(axes, keepDimensions, ReduceMaximum.name) { graph.append(ReduceMaximum(axes: $0), [self]) }
    }
}
