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

    package func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient.reshaped(to: context.inputs[0].shape)])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        HostTensor(shape, inputs[0].values)
    }
}

extension Tensor {
    /// The same elements under another shape of as many elements.
    package func reshaped(to shape: Shape) -> Tensor {
        self.shape == shape ? self : graph.append(Reshape(shape: shape), [self])
    }
}
