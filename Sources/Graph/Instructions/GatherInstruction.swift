import Kernels

/// Rows of a table by number, next to each other.
struct GatherInstruction: Instruction {
    let table: Location
    let rowStride: Int
    let columns: Int
    let rows: Location
    let count: Int
    let target: Location

    static func plan(_ planner: inout Planner, _ id: Int) {
        let inputs = planner.body.nodes[id].inputs
        let table = rowView(inputs[0], &planner)
        let rows = planner.contiguousView(inputs[1])
        let columns = planner.body.nodes[inputs[0]].shape[1]
        let count = planner.body.nodes[inputs[1]].shape.count
        planner.emitContiguous(id) { planner, target in
            Self(
                table: planner.use(table.location), rowStride: table.rowStride, columns: columns,
                rows: planner.use(rows.location), count: count, target: target)
        }
    }

    /// A row-strided view of a table of two axes whose rows are contiguous, by a copy where needed.
    private static func rowView(_ id: Int, _ planner: inout Planner) -> (location: Location, rowStride: Int) {
        let source = planner.view(id)
        let shape = planner.body.nodes[id].shape
        if shape[1] == 1 || source.strides[1] == 1 { return (source.location, source.strides[0]) }
        return (planner.contiguousView(id).location, shape[1])
    }

    func text(in plan: Plan) -> String {
        "gather \(count) rows of \(columns): \(plan.text(table)) → \(plan.text(target))"
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func resolve<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> ResolvedInstruction {
        let (table, target) = (UnsafePointer(resolver.real(table)), resolver.real(target))
        let rows = UnsafePointer(resolver.integers(rows))
        let (rowStride, columns, count) = (rowStride, columns, count)
        return ResolvedInstruction {
            RowGather.gather(
                table: table, rowStride: rowStride, columns: columns, rows: rows, count: count, into: target,
                resultRowStride: columns)
        }
    }
}
