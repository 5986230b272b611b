import Kernels

/// Matrix products over the last two axes; the axes before them broadcast.
///
///     y[…, m, n] = Σₖ a[…, m, k] · b[…, k, n],  da = dy · bᵀ,  db = aᵀ · dy
///
/// - Shapes: a [..., M, K], b [..., K, N] → output [..., M, N]
/// - Limits: summed over k in one canonical order, the same for every stack and thread count
/// - Errors: fewer than two axes, inner dimensions that differ, outer ones that do not broadcast
package struct MatrixProduct: Operation {
    package static let name = "matrixProduct"
    package var lowering: Lowering { .instructions(ProductInstruction.plan) }

    package func flops(_ inputs: [Shape], result: Shape) -> Int {
        2 * result.count * (inputs[0].dimensions.last ?? 1)
    }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 2, Self.name)
        try ShapeRule.real(inputs, realType, Self.name)
        let (a, b) = (inputs[0].shape.dimensions, inputs[1].shape.dimensions)
        guard a.count >= 2, b.count >= 2, a[a.count - 1] == b[b.count - 2],
            let outer = Shape(Array(a.dropLast(2))).broadcast(with: Shape(Array(b.dropLast(2))))
        else {
            let found = ShapeRule.shapes(inputs)
            throw GraphError(Self.name, expected: "[..., M, K] and [..., K, N]", found: found)
        }
        return TensorType(Shape(outer.dimensions + [a[a.count - 2], b[b.count - 1]]), realType)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let (a, b) = (context.inputs[0], context.inputs[1])
        let first = matrixProduct(context.gradient, b.transposed())
        let second = matrixProduct(a.transposed(), context.gradient)
        return .inputs([first, second])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        let rank = type.shape.rank
        let outer = Array(type.shape.dimensions.dropLast(2))
        let (rows, columns) = (type.shape[rank - 2], type.shape[rank - 1])
        let inner = inputs[0].shape.dimensions[inputs[0].shape.rank - 1]
        let a = inputs[0].broadcast(to: Shape(outer + [rows, inner])).values
        let b = inputs[1].broadcast(to: Shape(outer + [inner, columns])).values
        var result = HostTensor(type.shape, repeating: 0)
        for matrix in 0..<Shape(outer).count {
            for row in 0..<rows {
                for column in 0..<columns {
                    var sum = 0.0
                    for k in 0..<inner {
                        let left = a[(matrix * rows + row) * inner + k]
                        sum += left * b[(matrix * inner + k) * columns + column]
                    }
                    result.values[(matrix * rows + row) * columns + column] = sum
                }
            }
        }
        return result
    }
}

/// a [..., M, K] times b [..., K, N]; the outer axes broadcast.
package func matrixProduct(_ a: Tensor, _ b: Tensor) -> Tensor { a.graph.append(MatrixProduct(), [a, b]) }
