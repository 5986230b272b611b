import Kernels

/// One of two elements, chosen by a third.
///
///     y = a where condition ≠ 0, else b
///     da = dy where condition ≠ 0, else 0;  db = dy elsewhere;  the condition has no gradient
///
/// - Shapes: condition, a and b broadcast → output [broadcast]
/// - Limits: a NaN in the element not chosen does not reach the output
package struct Select: Operation {
    package static let name = "select"
    package var lowering: Lowering { .elementwise(.select) }
    package func flops(_ inputs: [Shape], result: Shape) -> Int { result.count }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 3, Self.name)
        try ShapeRule.real(inputs, realType, Self.name)
        return TensorType(try ShapeRule.broadcast(inputs, Self.name), realType)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let condition = context.inputs[0]
        return .inputs([nil, select(condition, context.gradient, 0), select(condition, 0, context.gradient)])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        HostTensor.elementwise(inputs, shape: type.shape) { $0[0] != 0 ? $0[1] : $0[2] }
    }
}

/// `a` where `condition` is not 0, else `b`.
package func select(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    condition.graph.append(Select(), [condition, a, b])
}
package func select(_ condition: Tensor, _ a: Tensor, _ b: Double) -> Tensor {
    select(condition, a, condition.graph.constant(b))
}
package func select(_ condition: Tensor, _ a: Double, _ b: Tensor) -> Tensor {
    select(condition, condition.graph.constant(a), b)
}
