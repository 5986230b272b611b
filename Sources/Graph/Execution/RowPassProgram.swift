import Kernels

/// A row pass with pointers.
///
/// The rows of a stack are cut into chunks of `chunkRows`, chunks into blocks of `RowBlock.rows`. A block's rows are
/// brought together once; trials run over them in groups: products of a group, its steps, then its sums and gradients. Chunks have their own double-precision accumulators, which are added in order at the
/// end: the bits depend neither on the number of trials nor on which thread ran a chunk.
struct RowPassProgram<Scalar: KernelScalar> {
    /// A value per trial copied to a fixed slot before a trial's steps.
    struct TrialScalar {
        var source: UnsafePointer<Scalar>
        var trialStride: Int
    }

    struct RowOperand {
        var source: UnsafePointer<Scalar>
        var trialStride: Int
        var rowStride: Int
    }

    struct Result {
        /// Slot of the value among a worker's.
        var slot: Int
        var target: UnsafeMutablePointer<Scalar>
        var trialStride: Int
        var rowStride: Int
    }

    var trials: Int
    var stacks: Int
    var batch: Int
    var features: Int
    /// The features in half vectors, and the elements of these.
    var halves: Int
    var paddedFeatures: Int
    /// Columns gathered with the features, read by steps.
    var columns: Int

    var table: UnsafePointer<Scalar>
    var rowStride: Int
    var stackStride: Int
    /// Whether table rows are padded to whole vectors, features first, and can be used as they are.
    var isPacked: Bool
    var rows: UnsafePointer<Int32>?
    var weights: UnsafePointer<Scalar>
    var weightStride: Int
    /// [trials][halves]: the weights as the products read them, zeros beyond the features.
    var paddedWeights: UnsafeMutablePointer<Scalar>

    var trialScalars: UnsafeBufferPointer<TrialScalar>
    var rowOperands: UnsafeBufferPointer<RowOperand>
    var sums: UnsafeBufferPointer<Result>
    var gradients: UnsafeBufferPointer<Result>
    var stores: UnsafeBufferPointer<Result>
    /// Rows of the next block that are asked for at a time.
    var fetchedRows: Int
    /// Memory and steps of each thread.
    var workers: UnsafeBufferPointer<RowPassWorker<Scalar>>
    /// [stacks · chunks][trials of a stack][gradients · padded features + sums]
    var accumulators: UnsafeMutablePointer<Double>
    var accumulatorStride: Int

    static var chunkRows: Int { 2048 }
    static var groupTrials: Int { 4 }

    var chunks: Int { (batch &+ Self.chunkRows &- 1) / Self.chunkRows }
    var pieces: Int { stacks &* chunks }
    var stackTrials: Int { trials / stacks }

    /// Runs everything; compiled for each element type.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func run(on pool: ThreadPool) {
        prepareWeights()
        if !pool.sharesWork || pieces == 1 {
            for piece in 0..<pieces { run(piece: piece, worker: 0) }
        } else {
            let threads = pool.threads
            pool.parallelFor(threads) { thread in
                var piece = thread
                while piece < pieces {
                    run(piece: piece, worker: thread)
                    piece &+= threads
                }
            }
        }
        combine()
    }

    /// Copies the weights to where the products read them; before the first piece of a run.
    func prepareWeights() {
        for trial in 0..<trials {
            let source = weights + trial &* weightStride
            let target = paddedWeights + trial &* paddedFeatures
            for feature in 0..<features { target[feature] = source[feature] }
        }
    }

    /// Goes over the rows of one chunk of one stack.
    func run(piece: Int, worker: Int) {
        let stack = piece / chunks
        let start = (piece % chunks) &* Self.chunkRows
        let end = min(start &+ Self.chunkRows, batch)
        let totals = accumulators + piece &* stackTrials &* accumulatorStride
        for index in 0..<stackTrials &* accumulatorStride { totals[index] = 0 }
        var row = start
        while row < end {
            let count = min(RowBlock.rows, end &- row)
            var ahead = Ahead(first: row &+ count, end: min(row &+ count &+ RowBlock.rows, end))
            runBlock(stack, row, count, &ahead, isFetched: row > start, workers[worker], totals)
            row &+= count
        }
    }

    /// Rows of the next block, whose cache lines are asked for in shares while this block is computed: memory works
    /// while the processor does.
    private struct Ahead {
        var first: Int
        var end: Int
    }

    @inline(__always)
    private func fetch(_ stack: Int, _ ahead: inout Ahead) {
        guard isPacked, ahead.first < ahead.end else { return }
        let end = min(ahead.first &+ fetchedRows, ahead.end)
        let strideBytes = rowStride &* MemoryLayout<Scalar>.stride
        if let rows {
            RowBlock.prefetch(
                table, strideBytes: strideBytes, rows: rows + stack &* batch, from: ahead.first, to: end)
        } else {
            RowBlock.prefetch(table, strideBytes: strideBytes, from: ahead.first, to: end)
        }
        ahead.first = end
    }

    @inline(__always)
    private func runBlock(
        _ stack: Int, _ row: Int, _ count: Int, _ ahead: inout Ahead, isFetched: Bool,
        _ worker: RowPassWorker<Scalar>, _ totals: UnsafeMutablePointer<Double>
    ) {
        let block = self.block(stack, row, count, isFetched: isFetched, worker)
        let stride = isPacked ? rowStride : worker.blockStride
        fetch(stack, &ahead)
        for column in 0..<columns {
            let target = worker.columns + column &* worker.group &* worker.stride
            Scalar.copyColumn(block + (features &+ column), stride: stride, count: count, into: target)
            for member in 1..<max(1, worker.group) {
                (target + member &* worker.stride).update(from: target, count: count)
            }
        }
        var trial = 0
        while trial < stackTrials {
            let group = min(worker.group, stackTrials &- trial)
            let first = stack &* stackTrials &+ trial
            for member in 0..<group {
                Scalar.rowProducts(
                    block, stride: stride, count: count,
                    weights: paddedWeights + (first &+ member) &* paddedFeatures, halves: halves,
                    into: worker.values + member &* worker.stride)
                prepare(first &+ member, member, row, count, worker)
            }
            runSteps(stack, group, count, worker, &ahead)
            fetch(stack, &ahead)
            finish(block, stride, row, count, first, group, worker, totals + trial &* accumulatorStride)
            trial &+= group
        }
    }

    @inline(__always)
    private func runSteps(
        _ stack: Int, _ group: Int, _ count: Int, _ worker: RowPassWorker<Scalar>, _ ahead: inout Ahead
    ) {
        guard let steps = worker.steps.baseAddress else { return }
        for index in 0..<worker.isShared.count {
            fetch(stack, &ahead)
            let step = steps + index &* worker.group
            if worker.isShared[index], count == worker.stride {
                Scalar.run(step, offset: 0, count: group &* count)
            } else {
                for member in 0..<group {
                    Scalar.run(step + member, offset: member &* worker.stride, count: count)
                }
            }
        }
    }

    /// The rows of a block: where they lie, or copied next to each other.
    @inline(__always)
    private func block(
        _ stack: Int, _ row: Int, _ count: Int, isFetched: Bool, _ worker: RowPassWorker<Scalar>
    ) -> UnsafePointer<Scalar> {
        if isPacked {
            guard let rows else { return table + row &* rowStride }
            Scalar.gatherRows(
                worker.block, stride: rowStride, table: table, rows: rows + (stack &* batch &+ row),
                count: count, isFetched: isFetched)
        } else {
            copyRows(stack, row, count, into: worker)
        }
        return UnsafePointer(worker.block)
    }

    /// Rows of a table that is not packed: columns of other rows lie next to them.
    private func copyRows(_ stack: Int, _ row: Int, _ count: Int, into worker: RowPassWorker<Scalar>) {
        for index in 0..<count {
            let place: Int
            if let rows {
                place = Int(rows[stack &* batch &+ row &+ index]) &* rowStride
            } else {
                place = stack &* stackStride &+ (row &+ index) &* rowStride
            }
            let target = worker.block + index &* worker.blockStride
            for feature in 0..<features { target[feature] = table[place &+ feature] }
        }
    }

    /// Puts a trial's own numbers and rows where its steps read them.
    @inline(__always)
    private func prepare(
        _ trial: Int, _ member: Int, _ row: Int, _ count: Int, _ worker: RowPassWorker<Scalar>
    ) {
        let scalars = worker.scalars + member &* trialScalars.count
        for index in 0..<trialScalars.count {
            let scalar = trialScalars[index]
            scalars[index] = scalar.source[trial &* scalar.trialStride]
        }
        for index in 0..<rowOperands.count {
            let operand = rowOperands[index]
            let source = operand.source + (trial &* operand.trialStride &+ row &* operand.rowStride)
            let target = worker.operands + (index &* worker.group &+ member) &* worker.stride
            if operand.rowStride == 1 {
                RowBlock.prefetch(
                    source + count, strideBytes: MemoryLayout<Scalar>.stride, from: 0, to: RowBlock.rows)
                target.update(from: source, count: count)
            } else {
                for element in 0..<count { target[element] = source[element &* operand.rowStride] }
            }
        }
    }

    @inline(__always)
    private func finish(
        _ block: UnsafePointer<Scalar>, _ stride: Int, _ row: Int, _ count: Int, _ first: Int, _ group: Int,
        _ worker: RowPassWorker<Scalar>, _ totals: UnsafeMutablePointer<Double>
    ) {
        for index in 0..<gradients.count {
            addWeightedRows(
                block, stride, count, worker.slot(gradients[index].slot), worker.stride, group,
                totals + index &* paddedFeatures)
        }
        let base = gradients.count &* paddedFeatures
        for index in 0..<sums.count {
            let values = worker.slot(sums[index].slot)
            let target = totals + (base &+ index)
            if group == Self.groupTrials {
                Scalar.addRowSumsOfFour(
                    values, stride: worker.stride, count: count, into: target, totalStride: accumulatorStride)
                continue
            }
            for member in 0..<group {
                target[member &* accumulatorStride] += Scalar.rowSum(
                    values + member &* worker.stride, count: count)
            }
        }
        for store in stores {
            for member in 0..<group {
                let source = worker.slot(store.slot) + member &* worker.stride
                let target = store.target + ((first &+ member) &* store.trialStride &+ row &* store.rowStride)
                for element in 0..<count { target[element &* store.rowStride] = source[element] }
            }
        }
    }

    @inline(__always)
    private func addWeightedRows(
        _ block: UnsafePointer<Scalar>, _ stride: Int, _ count: Int, _ factors: UnsafePointer<Scalar>,
        _ factorStride: Int, _ group: Int, _ totals: UnsafeMutablePointer<Double>
    ) {
        if group == Self.groupTrials {
            Scalar.addWeightedRowsOfFour(
                block, stride: stride, count: count, factors: factors, factorStride: factorStride,
                halves: halves, into: totals, accumulatorStride: accumulatorStride)
            return
        }
        for member in 0..<group {
            Scalar.addWeightedRows(
                block, stride: stride, count: count, factors: factors + member &* factorStride,
                halves: halves, into: totals + member &* accumulatorStride)
        }
    }
}
