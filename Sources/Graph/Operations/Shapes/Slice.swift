import Kernels

/// A box of the elements.
///
///     y[i] = x[starts + i],  dx = dy padded with zeros to x's shape
///
/// - Shapes: input [d₀, …] → output `shape`, inside the input
/// - Errors: a box that reaches outside
package struct Slice: Operation {
    package static let name = "slice"
    package let starts: [Int]
    package let shape: Shape

    package var attributes: String { "\(shape) from \(starts)" }
    package var lowering: Lowering { .view(.slice(starts: starts)) }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 1, Self.name)
        let whole = inputs[0].shape
        let fits =
            starts.count == whole.rank && shape.rank == whole.rank
            && starts.indices.allSatisfy {
                starts[$0] >= 0 && shape[$0] > 0 && starts[$0] + shape[$0] <= whole[$0]
            }
        guard fits else {
            throw GraphError(Self.name, expected: "a box inside \(whole)", found: "\(shape) from \(starts)")
        }
        return TensorType(shape, inputs[0].elementType)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let whole = context.inputs[0].shape
        let after = starts.indices.map { whole[$0] - starts[$0] - shape[$0] }
        return .inputs([context.gradient.padded(before: starts, after: after)])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        let strides = inputs[0].shape.strides
        let offset = starts.indices.reduce(0) { $0 + starts[$1] * strides[$1] }
        return inputs[0].strided(shape, strides: strides, offset: offset)
    }
}

extension Tensor {
    /// The box of `shape` that starts at `starts`.
    package func sliced(starts: [Int], shape: Shape) -> Tensor {
        self.shape == shape && starts.allSatisfy { $0 == 0 } && starts.count == shape.rank
            ? self : graph.append(Slice(starts: starts, shape: shape), [self])
    }

    /// The elements of one axis from `range`, all of the others.
    package func sliced(axis: Int, range: Range<Int>) -> Tensor {
        let rank = shape.rank
        let axis = axis < 0 ? axis + rank : axis
        guard axis >= 0, axis < rank else {
            return graph.failed(GraphError(Slice.name, expected: "an axis below \(rank)", found: "\(axis)"))
        }
        var starts = [Int](repeating: 0, count: rank)
        var shape = self.shape
        starts[axis] = range.lowerBound
        shape[axis] = range.count
        return sliced(starts: starts, shape: shape)
    }
}
