import Kernels

/// The same elements, row-major, under another shape.
///
/// - Shapes: input [...] → output `shape` of as many elements
/// - Errors: another number of elements
package struct Reshape: Operation {
    package static let name = "reshape"
    package let shape: Shape

    package var attributes: String { "to \(shape)" }
    package var lowering: Lowering { .view(.reshape) }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 1, Self.name)
        guard inputs[0].shape.count == shape.count else {
            let found = "\(inputs[0].shape) with \(inputs[0].shape.count)"
            throw GraphError(Self.name, expected: "\(shape.count) elements for \(shape)", found: found)
        }
        return TensorType(shape, inputs[0].elementType)
    }

    package func gradient(_ context: GradientContext) throws -> GradientRule {
        .inputs([try context.graph.reshape(context.gradient, to: context.inputs[0].shape)])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        HostTensor(shape, inputs[0].values)
    }
}

extension Graph {
    /// `x` under another shape of as many elements.
    package func reshape(_ x: Tensor, to shape: Shape) throws -> Tensor {
        x.shape == shape ? x : try append(Reshape(shape: shape), [x])
    }
}
