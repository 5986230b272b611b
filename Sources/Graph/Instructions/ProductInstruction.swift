import Kernels

/// Matrix products: transposes and broadcast batches become strides.
struct ProductInstruction: Instruction {
    let layout: MatrixProductLayout
    let left: Location
    let right: Location
    let target: Location

    static func plan(_ planner: inout Planner, _ id: Int) {
        let node = planner.body.nodes[id]
        let rank = node.shape.rank
        let outer = Shape(Array(node.shape.dimensions.dropLast(2)))
        let (rows, columns) = (node.shape[rank - 2], node.shape[rank - 1])
        let inner = planner.body.nodes[node.inputs[0]].shape.dimensions.last ?? 1
        let left = operand(node.inputs[0], outer, &planner)
        let right = operand(node.inputs[1], outer, &planner)
        let target = planner.view(id)
        let result = batchStride(outer, target)
        let writesRows = (columns == 1 || target.strides[rank - 1] == 1) && result != nil
        let place = writesRows ? target : planner.newArenaView(node)
        var layout = MatrixProductLayout(batches: outer.count, rows: rows, columns: columns, inner: inner)
        (layout.leftBatchStride, layout.leftRowStride, layout.leftInnerStride) = left.strides
        (layout.rightBatchStride, layout.rightInnerStride, layout.rightColumnStride) = right.strides
        layout.resultBatchStride = batchStride(outer, place) ?? 0
        layout.resultRowStride = rows == 1 ? columns : place.strides[rank - 2]
        layout.foldBatchIntoRows()
        planner.plan.instructions.append(
            Self(
                layout: layout, left: planner.use(left.location), right: planner.use(right.location),
                target: planner.use(place.location)))
        if !writesRows { planner.copy(place, to: target, shape: node.shape) }
    }

    /// Place and strides (batch, row, column) of an operand repeated over the outer axes.
    private static func operand(
        _ id: Int, _ outer: Shape, _ planner: inout Planner
    ) -> (location: Location, strides: (Int, Int, Int)) {
        let shape = planner.body.nodes[id].shape
        let whole = Shape(outer.dimensions + Array(shape.dimensions.suffix(2)))
        var source = planner.view(id).broadcast(from: shape, to: whole)
        if batchStride(outer, source) == nil {
            source = planner.contiguousView(id).broadcast(from: shape, to: whole)
        }
        if batchStride(outer, source) == nil {
            let storage = planner.addStorage(.arena, planner.plan.realType, count: whole.count)
            let target = StridedView(storage: storage, shape: whole)
            planner.copy(source, to: target, shape: whole)
            source = target
        }
        let rank = source.strides.count
        let batch = batchStride(outer, source) ?? 0
        return (source.location, (batch, source.strides[rank - 2], source.strides[rank - 1]))
    }

    /// The one stride of the outer axes taken together; nil when they step unevenly.
    private static func batchStride(_ outer: Shape, _ view: StridedView) -> Int? {
        let axes = AxisList(outer, Array(view.strides.dropLast(2))).axes
        if axes.isEmpty { return 0 }
        return axes.count == 1 ? axes[0].stride : nil
    }

    func text(in plan: Plan) -> String {
        "product \(layout.batches) x [\(layout.rows), \(layout.inner)] [\(layout.inner), \(layout.columns)]: "
            + "\(plan.text(left)), \(plan.text(right)) → \(plan.text(target))"
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func resolve<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> ResolvedInstruction {
        let (pool, memory) = (resolver.pool, resolver.memory)
        let (left, right) = (UnsafePointer(resolver.real(left)), UnsafePointer(resolver.real(right)))
        let target = resolver.real(target)
        let parts = MatrixProductPlan<Scalar>(layout, threads: pool.threads)
        let tasks = parts.taskCount
        // The same product as one task, for one thread.
        let whole = MatrixProductPlan<Scalar>(layout)
        memory.reserveWorkspace(max(parts.workspaceCount, whole.workspaceCount), of: Scalar.self)
        let (partsPlace, wholePlace) = (memory.value(parts), memory.value(whole))
        return ResolvedInstruction(canShare: tasks > 1) {
            let workspace = memory.workspace.assumingMemoryBound(to: Scalar.self)
            if tasks == 1 || !pool.sharesWork {
                Scalar.multiply(
                    wholePlace, task: 0, left: left, right: right, result: target, workspace: workspace)
                return
            }
            pool.parallelFor(tasks) { task in
                Scalar.multiply(
                    partsPlace, task: task, left: left, right: right, result: target, workspace: workspace)
            }
        }
    }
}

extension MatrixProductLayout {
    /// A batch of products with one shared right operand and evenly following left rows is one tall product.
    fileprivate mutating func foldBatchIntoRows() {
        guard batches > 1, rightBatchStride == 0 else { return }
        guard leftBatchStride == rows * leftRowStride, resultBatchStride == rows * resultRowStride else {
            return
        }
        rows *= batches
        batches = 1
    }
}
