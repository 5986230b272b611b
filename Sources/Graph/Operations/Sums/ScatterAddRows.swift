import Kernels

/// Rows added into a table of zeros at the given numbers.
///
///     y[r, f] = Σ x[s, b, f] over rows[s, b] = r, in ascending order of (s, b);  dx = rows of dy gathered
///
/// - Shapes: x [S, B, F], rows int32 [S, B] → output [count, F]
/// - Limits: a row number outside 0 ..< count is clamped to the table
/// - Errors: shapes that do not belong together
package struct ScatterAddRows: Operation {
    package static let name = "scatterAddRows"
    package let count: Int
    package var attributes: String { "count \(count)" }
    package var lowering: Lowering { .instructions(ScatterInstruction.plan) }
    package func flops(_ inputs: [Shape], result: Shape) -> Int { inputs[0].count }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 2, Self.name)
        try ShapeRule.integer(inputs[1], "rows", Self.name)
        let fits =
            inputs[0].elementType == realType && inputs[0].shape.rank == 3 && count > 0
            && Array(inputs[0].shape.dimensions.prefix(2)) == inputs[1].shape.dimensions
        guard fits else {
            let expected = "values [stack, batch, columns] and row numbers [stack, batch]"
            throw GraphError(Self.name, expected: expected, found: ShapeRule.list(inputs))
        }
        return TensorType([count, inputs[0].shape[2]], realType)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient.gatherRows(context.inputs[1]), nil])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        let columns = inputs[0].shape[2]
        var result = HostTensor(type.shape, repeating: 0)
        for (source, row) in inputs[1].values.enumerated() {
            let target = min(max(Int(row), 0), count - 1)
            for column in 0..<columns {
                result.values[target * columns + column] += inputs[0].values[source * columns + column]
            }
        }
        return result
    }
}

extension Tensor {
    /// A table [count, F] of zeros to which row (s, b) of these [S, B, F] is added at `rows`[s, b].
    package func scatterAddRows(_ rows: Tensor, count: Int) -> Tensor {
        graph.append(ScatterAddRows(count: count), [self, rows])
    }
}
