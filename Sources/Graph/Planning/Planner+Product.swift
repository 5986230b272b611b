import Kernels

/// Matrix products: transposes and broadcast batches become strides.
extension Planner {
    mutating func emitProduct(_ id: Int) {
        let node = body.nodes[id]
        let rank = node.shape.rank
        let outer = Array(node.shape.dimensions.dropLast(2))
        let (rows, columns) = (node.shape[rank - 2], node.shape[rank - 1])
        let inner = body.nodes[node.inputs[0]].shape.dimensions.last ?? 1
        let left = operand(node.inputs[0], outer: outer)
        let right = operand(node.inputs[1], outer: outer)
        let target = view(id)
        let result = batchStride(Shape(outer), Array(target.strides.dropLast(2)))
        let writesRows = (columns == 1 || target.strides[rank - 1] == 1) && result != nil
        let place = writesRows ? target : newArenaView(node)
        var layout = MatrixProductLayout(
            batches: Shape(outer).count, rows: rows, columns: columns, inner: inner)
        (layout.leftBatchStride, layout.leftRowStride, layout.leftInnerStride) = left.strides
        (layout.rightBatchStride, layout.rightInnerStride, layout.rightColumnStride) = right.strides
        layout.resultBatchStride = batchStride(Shape(outer), Array(place.strides.dropLast(2))) ?? 0
        layout.resultRowStride = rows == 1 ? columns : place.strides[rank - 2]
        layout.foldBatchIntoRows()
        let product = PlannedProduct(
            layout: layout, left: use(left.location), right: use(right.location), target: use(place.location))
        plan.instructions.append(.product(product))
        if !writesRows { copy(place, to: target, shape: node.shape) }
    }

    /// Place and strides (batch, row, column) of an operand repeated over the outer axes.
    private mutating func operand(
        _ id: Int, outer: [Int]
    ) -> (location: Location, strides: (Int, Int, Int)) {
        let shape = body.nodes[id].shape
        let whole = Shape(outer + Array(shape.dimensions.suffix(2)))
        var source = view(id).broadcast(from: shape, to: whole)
        if batchStride(Shape(outer), Array(source.strides.dropLast(2))) == nil {
            source = contiguousView(id).broadcast(from: shape, to: whole)
        }
        if batchStride(Shape(outer), Array(source.strides.dropLast(2))) == nil {
            let storage = addStorage(.arena, plan.realType, count: whole.count)
            let target = StridedView(storage: storage, shape: whole)
            copy(source, to: target, shape: whole)
            source = target
        }
        let batch = batchStride(Shape(outer), Array(source.strides.dropLast(2))) ?? 0
        let rank = source.strides.count
        return (source.location, (batch, source.strides[rank - 2], source.strides[rank - 1]))
    }

    /// The one stride of the outer axes taken together; nil when they step unevenly.
    private func batchStride(_ outer: Shape, _ strides: [Int]) -> Int? {
        let axes = AxisList(outer, strides).axes
        if axes.isEmpty { return 0 }
        return axes.count == 1 ? axes[0].stride : nil
    }
}

extension MatrixProductLayout {
    /// A batch of products with one shared right operand and evenly following left rows is one tall product.
    mutating func foldBatchIntoRows() {
        guard batches > 1, rightBatchStride == 0 else { return }
        guard leftBatchStride == rows * leftRowStride, resultBatchStride == rows * resultRowStride else {
            return
        }
        rows *= batches
        batches = 1
    }
}
