import Kernels

/// Bringing a block's rows together.
extension RowLoopProgram {
    /// The rows of a block and their distance: where they lie, or copied next to each other.
    @inline(__always)
    func block(
        _ stack: Int, _ row: Int, _ count: Int, isFetched: Bool, _ worker: RowLoopWorker<Scalar>
    ) -> (start: UnsafePointer<Scalar>, stride: Int) {
        if let rows {
            let numbers = rows + (stack &* batch &+ row)
            if isPacked {
                Scalar.gatherRows(
                    worker.block, stride: rowStride, table: table, rows: numbers, count: count,
                    isFetched: isFetched)
                return (UnsafePointer(worker.block), rowStride)
            }
            RowGather.gather(
                table: table, rowStride: rowStride, columns: features, rows: numbers, count: count,
                into: worker.block, resultRowStride: worker.blockStride)
            return (UnsafePointer(worker.block), worker.blockStride)
        }
        let start = table + (stack &* stackStride &+ row &* rowStride)
        if isPacked || products != nil { return (start, rowStride) }
        // Columns of other rows lie next to them, where the products read zeros.
        for index in 0..<count {
            let source = start + index &* rowStride
            let target = worker.block + index &* worker.blockStride
            for feature in 0..<features { target[feature] = source[feature] }
        }
        return (UnsafePointer(worker.block), worker.blockStride)
    }

    /// Puts the columns gathered along where steps read them, once for each trial of a group.
    @inline(__always)
    func copyColumns(
        _ block: UnsafePointer<Scalar>, _ stride: Int, _ stack: Int, _ row: Int, _ count: Int,
        _ worker: RowLoopWorker<Scalar>
    ) {
        for column in 0..<columns.count {
            let target = worker.columns + column &* worker.group &* worker.stride
            if isPacked {
                Scalar.copyColumn(block + (features &+ column), stride: stride, count: count, into: target)
            } else if let rows {
                let (numbers, values) = (rows + (stack &* batch &+ row), columns[column])
                for index in 0..<count {
                    target[index] = values.source[Int(numbers[index]) &* values.rowStride]
                }
            }
            for member in 1..<max(1, worker.group) {
                (target + member &* worker.stride).update(from: target, count: count)
            }
        }
    }
}
