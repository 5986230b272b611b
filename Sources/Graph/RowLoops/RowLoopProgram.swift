import Kernels

/// A row loop with pointers.
///
/// The rows of a stack are cut into chunks of `chunkRows`, chunks into blocks of `blockRows`. A block's rows are
/// brought together once; trials run over them in groups: products of a group, its steps, then its sums and gradients.
/// Chunks have their own accumulators, which are added in order at the end: the bits depend neither on the number of
/// trials nor on which thread ran a chunk.
struct RowLoopProgram<Scalar: KernelScalar> {
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

    /// A column of another table that is read by row number.
    struct Column {
        var source: UnsafePointer<Scalar>
        var rowStride: Int
    }

    struct Result {
        /// Slots of the values among a worker's, one for each output.
        var slots: UnsafeBufferPointer<Int>
        var target: UnsafeMutablePointer<Scalar>
        var trialStride: Int
        var rowStride: Int
        var outputStride: Int
        /// Place among a trial's accumulators or partial gradients.
        var start = 0
    }

    var trials: Int
    var stacks: Int
    var batch: Int
    var features: Int
    /// The features in half vectors, and the elements of these.
    var halves: Int
    var paddedFeatures: Int
    var blockRows: Int
    var chunkRows: Int
    var chunks: Int
    /// Parts of a stack's trials that threads share when there is one chunk.
    var trialParts = 1

    var table: UnsafePointer<Scalar>
    var rowStride: Int
    var stackStride: Int
    /// Whether table rows are padded to whole vectors, features first, and can be used as they are.
    var isPacked: Bool
    var rows: UnsafePointer<Int32>?
    /// Columns gathered with the features, read by steps.
    var columns: UnsafeBufferPointer<Column>
    var weights: UnsafePointer<Scalar>
    var weightStride: Int
    /// [trials][halves]: the weights as the products of a narrow loop read them, zeros beyond the features.
    var paddedWeights: UnsafeMutablePointer<Scalar>
    /// Matrix products over a block; nil in a narrow loop.
    var products: UnsafePointer<RowLoopProducts<Scalar>>?

    var trialScalars: UnsafeBufferPointer<TrialScalar>
    var rowOperands: UnsafeBufferPointer<RowOperand>
    var sums: UnsafeBufferPointer<Result>
    var gradients: UnsafeBufferPointer<Result>
    var stores: UnsafeBufferPointer<Result>
    /// Rows of the next block that are asked for at a time.
    var fetchedRows: Int
    /// Memory and steps of each thread.
    var workers: UnsafeBufferPointer<RowLoopWorker<Scalar>>
    /// [stacks · chunks][trials of a stack][gradients · padded features + sums]; the lanes of the sums alone in a loop
    /// that is not narrow.
    var accumulators: UnsafeMutablePointer<Double>
    var accumulatorStride: Int

    static var groupTrials: Int { 4 }

    var pieces: Int { stacks &* chunks &* trialParts }
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

    /// Copies the weights to where a narrow loop's products read them; before the first piece of a run.
    private func prepareWeights() {
        guard products == nil else { return }
        for trial in 0..<trials {
            let source = weights + trial &* weightStride
            let target = paddedWeights + trial &* paddedFeatures
            for feature in 0..<features { target[feature] = source[feature] }
        }
    }

    /// Goes over the rows of one chunk of one stack, for a part of its trials.
    private func run(piece: Int, worker: Int) {
        let (place, part) = (piece / trialParts, piece % trialParts)
        let (stack, chunk) = (place / chunks, place % chunks)
        let share = (stackTrials &+ trialParts &- 1) / trialParts
        let trials = min(part &* share, stackTrials)..<min((part &+ 1) &* share, stackTrials)
        let start = chunk &* chunkRows
        let end = min(start &+ chunkRows, batch)
        let totals = accumulators + place &* stackTrials &* accumulatorStride
        for index in trials.lowerBound &* accumulatorStride..<trials.upperBound &* accumulatorStride {
            totals[index] = 0
        }
        var row = start
        while row < end {
            let count = min(blockRows, end &- row)
            var ahead = Prefetch(first: row &+ count, end: min(row &+ count &+ blockRows, end))
            runBlock(stack, row, count, trials, &ahead, isFetched: row > start, workers[worker], totals)
            row &+= count
        }
    }

    /// Rows of the next block, whose cache lines are asked for in shares while this block is computed: memory works
    /// while the processor does.
    private struct Prefetch {
        var first: Int
        var end: Int
    }

    @inline(__always)
    private func fetch(_ stack: Int, _ ahead: inout Prefetch) {
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
        _ stack: Int, _ row: Int, _ count: Int, _ trials: Range<Int>, _ ahead: inout Prefetch,
        isFetched: Bool,
        _ worker: RowLoopWorker<Scalar>, _ totals: UnsafeMutablePointer<Double>
    ) {
        let (block, stride) = self.block(stack, row, count, isFetched: isFetched, worker)
        fetch(stack, &ahead)
        copyColumns(block, stride, stack, row, count, worker)
        var trial = trials.lowerBound
        while trial < trials.upperBound {
            let group = min(worker.group, trials.upperBound &- trial)
            let first = stack &* stackTrials &+ trial
            for member in 0..<group {
                multiply(block, stride, count, first &+ member, member, worker)
                prepare(first &+ member, member, row, count, worker)
            }
            runSteps(stack, group, count, worker, &ahead)
            fetch(stack, &ahead)
            let totals = totals + trial &* accumulatorStride
            if products == nil {
                addNarrow(block, stride, count, group, worker, totals)
            } else {
                addWide(block, stride, row, count, first, worker, totals)
            }
            store(row, count, first, group, worker)
            trial &+= group
        }
    }

    @inline(__always)
    private func multiply(
        _ block: UnsafePointer<Scalar>, _ stride: Int, _ count: Int, _ trial: Int, _ member: Int,
        _ worker: RowLoopWorker<Scalar>
    ) {
        guard let products else {
            Scalar.rowProducts(
                block, stride: stride, count: count, weights: paddedWeights + trial &* paddedFeatures,
                halves: halves, into: worker.values + member &* worker.stride)
            return
        }
        products.pointee.multiply(
            weights: weights + trial &* weightStride, rows: block, count: count, into: worker.values,
            worker.workspace)
    }

    @inline(__always)
    private func runSteps(
        _ stack: Int, _ group: Int, _ count: Int, _ worker: RowLoopWorker<Scalar>, _ ahead: inout Prefetch
    ) {
        guard let steps = worker.steps.baseAddress else { return }
        var index = 0
        for stage in worker.stages {
            while index < stage.end {
                fetch(stack, &ahead)
                let step = steps + index &* worker.group
                if worker.isShared[index], count == worker.stride {
                    Scalar.run(step, offset: 0, count: group &* count)
                } else {
                    for member in 0..<group {
                        Scalar.run(step + member, offset: member &* worker.stride, count: count)
                    }
                }
                index &+= 1
            }
            if let sum = stage.sum { Scalar.addArrays(sum.operands, count: count, into: sum.result) }
        }
    }

    /// Puts a trial's own numbers and rows where its steps read them.
    @inline(__always)
    private func prepare(
        _ trial: Int, _ member: Int, _ row: Int, _ count: Int, _ worker: RowLoopWorker<Scalar>
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
                    source + count, strideBytes: MemoryLayout<Scalar>.stride, from: 0, to: blockRows)
                target.update(from: source, count: count)
            } else {
                for element in 0..<count { target[element] = source[element &* operand.rowStride] }
            }
        }
    }

    @inline(__always)
    private func store(
        _ row: Int, _ count: Int, _ first: Int, _ group: Int, _ worker: RowLoopWorker<Scalar>
    ) {
        for store in stores {
            for member in 0..<group {
                let start = (first &+ member) &* store.trialStride &+ row &* store.rowStride
                for (output, slot) in store.slots.enumerated() {
                    let source = worker.slot(slot) + member &* worker.stride
                    let target = store.target + (start &+ output &* store.outputStride)
                    for element in 0..<count { target[element &* store.rowStride] = source[element] }
                }
            }
        }
    }
}
