import Kernels

/// Rows added to a table of zeros by number.
struct ScatterInstruction: Instruction {
    let table: Location
    let tableRows: Int
    let columns: Int
    let rows: Location
    let count: Int
    /// The rows to add.
    let values: Location

    static func plan(_ planner: inout Planner, _ id: Int) {
        let node = planner.body.nodes[id]
        let values = planner.contiguousView(node.inputs[0])
        let rows = planner.contiguousView(node.inputs[1])
        let count = planner.body.nodes[node.inputs[1]].shape.count
        planner.emitContiguous(id) { planner, target in
            Self(
                table: target, tableRows: node.shape[0], columns: node.shape[1],
                rows: planner.use(rows.location), count: count, values: planner.use(values.location))
        }
    }

    func text(in plan: Plan) -> String {
        "scatter \(count) rows of \(columns): \(plan.text(values)) → \(plan.text(table))"
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func resolve<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> ResolvedInstruction {
        let (table, values) = (resolver.real(table), UnsafePointer(resolver.real(values)))
        let rows = UnsafePointer(resolver.integers(rows))
        let (size, columns, count) = (tableRows * columns, columns, count)
        return ResolvedInstruction {
            table.update(repeating: 0, count: size)
            RowGather.scatterAdd(
                from: values, sourceRowStride: columns, columns: columns, rows: rows, count: count,
                into: table, rowStride: columns)
        }
    }
}
