import Kernels

/// The rows of a table with the given numbers.
///
///     y[s, b, f] = table[rows[s, b], f],  dtable[r, f] = Σ dy[s, b, f] over rows[s, b] = r
///
/// - Shapes: table [N, F], rows int32 [S, B] → output [S, B, F]
/// - Limits: row numbers must lie in 0 ..< N: whoever binds them checks (training makes them itself); a program
///   does not check them in every step
/// - Errors: a table that is not of two axes, rows that are not int32 of two axes
package struct GatherRows: Operation {
    package static let name = "gatherRows"
    package var lowering: Lowering { .instructions(GatherInstruction.plan) }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 2, Self.name)
        try ShapeRule.integer(inputs[1], "rows", Self.name)
        guard inputs[0].elementType == realType, inputs[0].shape.rank == 2, inputs[1].shape.rank == 2 else {
            let expected = "a table [rows, columns] of \(realType.rawValue) and row numbers [stack, batch]"
            throw GraphError(Self.name, expected: expected, found: ShapeRule.list(inputs))
        }
        return TensorType(Shape(inputs[1].shape.dimensions + [inputs[0].shape[1]]), realType)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let (table, rows) = (context.inputs[0], context.inputs[1])
        return .inputs([context.gradient.scatterAddRows(rows, count: table.shape[0]), nil])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        let (rows, columns) = (inputs[0].shape[0], inputs[0].shape[1])
        var result: [Double] = []
        result.reserveCapacity(type.shape.count)
        for row in inputs[1].values {
            let start = min(max(Int(row), 0), rows - 1) * columns
            result += inputs[0].values[start..<start + columns]
        }
        return HostTensor(type.shape, result)
    }
}

extension Tensor {
    /// The rows of this table [N, F] numbered by `rows` int32 [S, B]: [S, B, F].
    package func gatherRows(_ rows: Tensor) -> Tensor { graph.append(GatherRows(), [self, rows]) }
}
