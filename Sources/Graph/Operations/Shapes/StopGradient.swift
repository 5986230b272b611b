import Kernels

/// The same value, through which no gradient passes.
///
///     y = x,  dx = 0
///
/// - Shapes: input [any] → output [the same]
package struct StopGradient: Operation {
    package static let name = "stopGradient"
    package var lowering: Lowering { .view(.reshape) }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 1, Self.name)
        try ShapeRule.real(inputs, realType, Self.name)
        return inputs[0]
    }

    package func gradient(_ context: GradientContext) -> GradientRule { .inputs([nil]) }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor { inputs[0] }
}

/// The same value, as a constant for gradients.
package func stopGradient(_ x: Tensor) -> Tensor { x.graph.append(StopGradient(), [x]) }
