import Kernels

/// Whole numbers as real numbers.
///
/// - Shapes: input int32 [any] → output real [the same]
/// - Limits: exact up to 2²⁴ in single precision; no gradient reaches the input
package struct Convert: Operation {
    package static let name = "convert"
    package var lowering: Lowering { .instructions(ConvertInstruction.plan) }
    package func flops(_ inputs: [Shape], result: Shape) -> Int { result.count }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 1, Self.name)
        try ShapeRule.integer(inputs[0], "an input", Self.name)
        return TensorType(inputs[0].shape, realType)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        .notDifferentiable(reason: "its input is a whole number")
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor { inputs[0] }
}

extension Tensor {
    /// The elements as real numbers; a real tensor is returned as it is.
    package func converted() -> Tensor { elementType.isReal ? self : graph.append(Convert(), [self]) }
}
