import Kernels

/// A product and a sum, rounded once.
///
///     y = a · b + c, or c - a · b where the product is subtracted
///     da = ± dy · b,  db = ± dy · a,  dc = dy
///
/// `MultiplyAddContraction` makes it out of `Multiply` with `Add` or `Subtract`.
///
/// - Shapes: a, b and c that broadcast → output [broadcast]
/// - Limits: none
package struct MultiplyAdd: Operation {
    package static let name = "multiplyAdd"
    package let isSubtracted: Bool

    package init(isSubtracted: Bool = false) { self.isSubtracted = isSubtracted }

    package var attributes: String { isSubtracted ? "subtracted" : "" }
    package var lowering: Lowering { .elementwise(isSubtracted ? .negativeMultiplyAdd : .multiplyAdd) }
    package func flops(_ inputs: [Shape], result: Shape) -> Int { 2 * result.count }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 3, Self.name)
        try ShapeRule.real(inputs, realType, Self.name)
        return TensorType(try ShapeRule.broadcast(inputs, Self.name), realType)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let (a, b) = (context.inputs[0], context.inputs[1])
        let product = isSubtracted ? -context.gradient : context.gradient
        return .inputs([product * b, product * a, context.gradient])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        HostTensor.elementwise(inputs, shape: type.shape) { [isSubtracted] values in
            values[2].addingProduct(isSubtracted ? -values[0] : values[0], values[1])
        }
    }
}
