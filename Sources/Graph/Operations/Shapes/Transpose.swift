import Kernels

/// The axes in another order.
///
///     y[i₀, i₁, …] = x[…] where axis k of y is axis permutation[k] of x;  dx = dy in the inverse order
///
/// - Shapes: input [d₀, d₁, …] → output [d_permutation[0], d_permutation[1], …]
/// - Errors: an order that is not a permutation of the axes
package struct Transpose: Operation {
    package static let name = "transpose"
    package let permutation: [Int]

    package var attributes: String { "axes \(permutation)" }
    package var lowering: Lowering { .view(.transpose(permutation)) }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 1, Self.name)
        let rank = inputs[0].shape.rank
        guard permutation.sorted() == Array(0..<rank) else {
            throw GraphError(Self.name, expected: "a permutation of \(rank) axes", found: "\(permutation)")
        }
        return TensorType(Shape(permutation.map { inputs[0].shape[$0] }), inputs[0].elementType)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        var inverse = permutation
        for (target, source) in permutation.enumerated() { inverse[source] = target }
        return .inputs([context.gradient.transposed(permutation: inverse)])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        let strides = inputs[0].shape.strides
        return inputs[0].strided(type.shape, strides: permutation.map { strides[$0] }, offset: 0)
    }
}

extension Tensor {
    /// The elements with the axes in this order.
    package func transposed(permutation: [Int]) -> Tensor {
        permutation == Array(0..<shape.rank)
            ? self : graph.append(Transpose(permutation: permutation), [self])
    }

    /// The elements with the last two axes exchanged.
    package func transposed() -> Tensor {
        let rank = shape.rank
        guard rank >= 2 else {
            let found = "\(shape)"
            return graph.failed(GraphError(Transpose.name, expected: "two axes or more", found: found))
        }
        return transposed(permutation: Array(0..<rank - 2) + [rank - 1, rank - 2])
    }
}
