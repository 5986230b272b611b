import Kernels

/// A row pass with pointers.
///
/// The rows of a stack are cut into chunks of `chunkRows`, chunks into blocks of `Panel.rows`. A block's panel is
/// made once; trials run over it in groups: products of a group, the steps trial by trial, then the group's sums
/// and gradients. Chunks have their own double-precision accumulators, which are added in order at the end: the
/// bits depend neither on the number of trials nor on which thread ran a chunk.
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
        /// Position of the value among a worker's row blocks.
        var value: Int
        var target: UnsafeMutablePointer<Scalar>
        var trialStride: Int
        var rowStride: Int
    }

    var trials: Int
    var stacks: Int
    var batch: Int
    var features: Int
    /// Columns of the panel: features and what is gathered with them.
    var columns: Int

    /// Row-major table, or nil when `tiles` holds ready-made panels.
    var table: UnsafePointer<Scalar>
    var rowStride: Int
    var stackStride: Int
    var hasTiles: Bool
    var rows: UnsafePointer<Int32>?
    var weights: UnsafePointer<Scalar>
    var weightStride: Int

    var trialScalars: UnsafeBufferPointer<TrialScalar>
    var rowOperands: UnsafeBufferPointer<RowOperand>
    var sums: UnsafeBufferPointer<Result>
    var gradients: UnsafeBufferPointer<Result>
    var stores: UnsafeBufferPointer<Result>
    /// Memory and steps of each thread.
    var workers: UnsafeBufferPointer<RowPassWorker<Scalar>>
    /// [stacks · chunks][trials of a stack][gradients · features + sums]
    var accumulators: UnsafeMutablePointer<Double>
    var accumulatorStride: Int

    static var chunkRows: Int { 2048 }
    static var groupTrials: Int { 4 }

    var chunks: Int { (batch &+ Self.chunkRows &- 1) / Self.chunkRows }
    var pieces: Int { stacks &* chunks }
    var stackTrials: Int { trials / stacks }

    /// Goes over the rows of one chunk of one stack.
    func run(piece: Int, worker: Int) {
        let stack = piece / chunks
        let start = (piece % chunks) &* Self.chunkRows
        let end = min(start &+ Self.chunkRows, batch)
        let totals = accumulators + piece &* stackTrials &* accumulatorStride
        for index in 0..<stackTrials &* accumulatorStride { totals[index] = 0 }
        var row = start
        while row < end {
            let count = min(Panel.rows, end &- row)
            runBlock(stack, row, count, workers[worker], totals)
            row &+= count
        }
    }

    @inline(__always)
    private func runBlock(
        _ stack: Int, _ row: Int, _ count: Int, _ worker: RowPassWorker<Scalar>,
        _ totals: UnsafeMutablePointer<Double>
    ) {
        let panel = self.panel(stack, row, count, worker)
        let stride = hasTiles ? Panel.rows : worker.stride
        // Gathered columns are read where the panel has them: the steps expect them in the worker's panel.
        var trial = 0
        while trial < stackTrials {
            let group = min(Self.groupTrials, stackTrials &- trial)
            let first = stack &* stackTrials &+ trial
            Panel.dot(
                panel, stride: stride, features: features, count: count,
                weights: weights + first &* weightStride,
                weightStride: weightStride, bias: nil, biasStride: 0, trials: group, into: worker.values,
                zStride: worker.stride)
            for member in 0..<group {
                prepare(first &+ member, row, count, worker)
                Elementwise.runBlock(worker.steps, offset: member &* worker.stride, count: count)
            }
            finish(panel, stride, row, count, first, group, worker, totals + trial &* accumulatorStride)
            trial &+= group
        }
    }

    @inline(__always)
    private func panel(
        _ stack: Int, _ row: Int, _ count: Int, _ worker: RowPassWorker<Scalar>
    ) -> UnsafePointer<Scalar> {
        if hasTiles { return table + (stack &* stackStride &+ row &* columns) }
        if let rows {
            let start = stack &* batch &+ row
            Panel.fill(
                worker.panel, stride: worker.stride, table: table, rowStride: rowStride, features: columns,
                rows: rows + start, count: count, available: stacks &* batch &- start)
        } else {
            Panel.fill(
                worker.panel, stride: worker.stride,
                table: table + (stack &* stackStride &+ row &* rowStride),
                rowStride: rowStride, features: columns, rows: nil, count: count, available: count)
        }
        return UnsafePointer(worker.panel)
    }

    /// Puts a trial's own numbers and rows where its steps read them.
    @inline(__always)
    private func prepare(_ trial: Int, _ row: Int, _ count: Int, _ worker: RowPassWorker<Scalar>) {
        for index in 0..<trialScalars.count {
            let scalar = trialScalars[index]
            worker.scalars[index] = scalar.source[trial &* scalar.trialStride]
        }
        for index in 0..<rowOperands.count {
            let operand = rowOperands[index]
            let source = operand.source + (trial &* operand.trialStride &+ row &* operand.rowStride)
            let target = worker.operands + index &* worker.stride
            if operand.rowStride == 1 {
                for element in 0..<count { target[element] = source[element] }
            } else {
                for element in 0..<count { target[element] = source[element &* operand.rowStride] }
            }
        }
    }

    @inline(__always)
    private func finish(
        _ panel: UnsafePointer<Scalar>, _ stride: Int, _ row: Int, _ count: Int, _ first: Int, _ group: Int,
        _ worker: RowPassWorker<Scalar>, _ totals: UnsafeMutablePointer<Double>
    ) {
        for index in 0..<gradients.count {
            Panel.gradient(
                panel, stride: stride, features: features, count: count,
                d: worker.block(gradients[index].value),
                dStride: worker.stride, trials: group, into: totals + index &* features,
                accumulatorStride: accumulatorStride)
        }
        let base = gradients.count &* features
        for index in 0..<sums.count {
            Panel.sum(
                worker.block(sums[index].value), stride: worker.stride, count: count, trials: group,
                into: totals + (base &+ index), accumulatorStride: accumulatorStride)
        }
        for store in stores {
            for member in 0..<group {
                let source = worker.block(store.value) + member &* worker.stride
                let target = store.target + ((first &+ member) &* store.trialStride &+ row &* store.rowStride)
                for element in 0..<count { target[element &* store.rowStride] = source[element] }
            }
        }
    }

    /// Adds the chunks in order and writes the results.
    func combine() {
        for trial in 0..<trials {
            let stack = trial / stackTrials
            let place = trial % stackTrials
            let start = accumulators + (stack &* chunks &* stackTrials &+ place) &* accumulatorStride
            for index in 0..<gradients.count {
                let gradient = gradients[index]
                let target = gradient.target + trial &* gradient.trialStride
                for feature in 0..<features {
                    target[feature &* gradient.rowStride] = total(start + (index &* features &+ feature))
                }
            }
            for index in 0..<sums.count {
                let sum = sums[index]
                sum.target[trial &* sum.trialStride] = total(start + (gradients.count &* features &+ index))
            }
        }
    }

    @inline(__always)
    private func total(_ first: UnsafePointer<Double>) -> Scalar {
        var sum = first.pointee
        for chunk in 1..<max(chunks, 1) { sum += first[chunk &* stackTrials &* accumulatorStride] }
        return Scalar(sum)
    }
}

/// A thread's memory for a row pass.
struct RowPassWorker<Scalar: KernelScalar> {
    /// Elements from one row block to the next: a block's rows, padded.
    var stride: Int
    var panel: UnsafeMutablePointer<Scalar>
    /// [values][group of trials][stride]; value 0 is the product.
    var values: UnsafeMutablePointer<Scalar>
    /// [row operands][stride]
    var operands: UnsafeMutablePointer<Scalar>
    var scalars: UnsafeMutablePointer<Scalar>
    var steps: UnsafeBufferPointer<ElementwiseInstruction<Scalar>>

    func block(_ value: Int) -> UnsafeMutablePointer<Scalar> {
        values + value &* RowPassProgram<Scalar>.groupTrials &* stride
    }
}
