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

    package func gradient(_ context: GradientContext) throws -> GradientRule {
        var inverse = permutation
        for (target, source) in permutation.enumerated() { inverse[source] = target }
        return .inputs([try context.graph.transpose(context.gradient, permutation: inverse)])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        let strides = inputs[0].shape.strides
        return inputs[0].strided(type.shape, strides: permutation.map { strides[$0] }, offset: 0)
    }
}

extension Graph {
    /// `x` with its axes in this order.
    package func transpose(_ x: Tensor, permutation: [Int]) throws -> Tensor {
        permutation == Array(0..<x.shape.rank) ? x : try append(Transpose(permutation: permutation), [x])
    }

    /// `x` with its last two axes exchanged.
    package func transpose(_ x: Tensor) throws -> Tensor {
        let rank = x.shape.rank
        guard rank >= 2 else {
            throw GraphError(Transpose.name, expected: "two axes or more", found: "\(x.shape)")
        }
        return try transpose(x, permutation: Array(0..<rank - 2) + [rank - 1, rank - 2])
    }
}
