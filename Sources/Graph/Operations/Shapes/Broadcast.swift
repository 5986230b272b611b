import Kernels

/// The same elements repeated to a larger shape.
///
///     y[i] = x[i with every axis of size 1 at 0],  dx = dy summed over the repeated axes (by the engine)
///
/// - Shapes: input [...] → output `shape`, by NumPy's rule
/// - Errors: an axis that is neither 1 nor the target's size
package struct Broadcast: Operation {
    package static let name = "broadcast"
    package let shape: Shape

    package var attributes: String { "to \(shape)" }
    package var lowering: Lowering { .view(.broadcast) }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 1, Self.name)
        guard inputs[0].shape.strides(broadcastTo: shape) != nil else {
            throw GraphError(
                Self.name, expected: "a shape that broadcasts to \(shape)", found: "\(inputs[0].shape)")
        }
        return TensorType(shape, inputs[0].elementType)
    }

    package func gradient(_ context: GradientContext) -> GradientRule { .inputs([context.gradient]) }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        inputs[0].broadcast(to: shape)
    }
}

extension Tensor {
    /// The same elements repeated to `shape`.
    package func broadcast(to shape: Shape) -> Tensor {
        self.shape == shape ? self : graph.append(Broadcast(shape: shape), [self])
    }
}
