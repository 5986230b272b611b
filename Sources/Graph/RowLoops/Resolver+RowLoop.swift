import Kernels

extension Resolver {
    func rowLoop(_ loop: RowLoopInstruction) -> UnsafePointer<RowLoopProgram<Scalar>> {
        let halves = RowBlock.halves(loop.features, lanes: Scalar.lanes)
        let padded = halves * (Scalar.lanes / 2)
        let slots = RowLoopSlots(loop)
        let packed = packedTable(loop)
        if let packed { memory.keep(packed) }
        var program = RowLoopProgram<Scalar>(
            trials: loop.trials, stacks: loop.stacks, batch: loop.batch, features: loop.features,
            halves: halves, paddedFeatures: padded,
            blockRows: loop.isNarrow ? RowBlock.rows : RowLoopInstruction.wideBlockRows,
            chunkRows: loop.isNarrow ? 2048 : Reduction.blockCount, chunks: 0,
            table: packed.map { UnsafePointer($0.buffer.typed(Scalar.self)) }
                ?? UnsafePointer(real(loop.tables[0].location)),
            rowStride: packed?.stride ?? loop.tables[0].rowStride,
            stackStride: packed == nil ? loop.tables[0].stackStride : 0, isPacked: packed != nil,
            rows: loop.rows.map { UnsafePointer(integers($0)) }, columns: columns(loop),
            weights: UnsafePointer(real(loop.weights.location)), weightStride: loop.weights.trialStride,
            paddedWeights: memory.elements(loop.isNarrow ? loop.trials * padded : 0, of: Scalar.self),
            trialScalars: memory.array(
                loop.trialScalars.map {
                    .init(source: UnsafePointer(real($0.location)), trialStride: $0.trialStride)
                }),
            rowOperands: memory.array(
                loop.rowOperands.map {
                    .init(
                        source: UnsafePointer(real($0.location)), trialStride: $0.trialStride,
                        rowStride: $0.rowStride)
                }),
            sums: memory.array([]), gradients: memory.array([]),
            stores: memory.array(loop.stores.map { result($0, slots) }), fetchedRows: 0,
            workers: memory.array([]), accumulators: memory.elements(0, of: Double.self),
            accumulatorStride: 0)
        program.chunks = (loop.batch + program.chunkRows - 1) / program.chunkRows
        program.fetchedRows = program.blockRows / (loop.steps.count + 2) + 1
        placeResults(loop, slots, &program)
        program.accumulators = memory.elements(
            loop.trials * program.chunks * program.accumulatorStride, of: Double.self)
        if !loop.isNarrow, program.chunks == 1 {
            program.trialParts = min(program.stackTrials, pool.threads)
        }
        var workspaceCount = 0
        if !loop.isNarrow { program.products = products(loop, program, &workspaceCount) }
        program.workers = memory.array(
            (0..<pool.threads).map { _ in worker(loop, program, slots, workspaceCount) })
        return memory.value(program)
    }

    private func result(
        _ result: RowLoopInstruction.Result, _ slots: RowLoopSlots, start: Int = 0
    ) -> RowLoopProgram<Scalar>.Result {
        RowLoopProgram<Scalar>.Result(
            slots: memory.array(result.values.map { slots.slot($0) }), target: real(result.target.location),
            trialStride: result.target.trialStride, rowStride: result.target.rowStride,
            outputStride: result.target.outputStride, start: start)
    }

    /// Where sums and gradients are added up. A narrow loop has both in double precision side by side.
    private func placeResults(
        _ loop: RowLoopInstruction, _ slots: RowLoopSlots, _ program: inout RowLoopProgram<Scalar>
    ) {
        let size = loop.isNarrow ? program.paddedFeatures : loop.outputs * loop.features
        program.gradients = memory.array(
            loop.gradients.enumerated().map { result($1, slots, start: $0 * size) })
        var next = loop.isNarrow ? loop.gradients.count * size : 0
        var sums: [RowLoopProgram<Scalar>.Result] = []
        for sum in loop.sums {
            sums.append(result(sum, slots, start: next))
            next += loop.isNarrow ? 1 : sum.values.count * RowSums.lanes(outputs: sum.values.count)
        }
        program.sums = memory.array(sums)
        program.accumulatorStride = next
    }

    private func columns(
        _ loop: RowLoopInstruction
    ) -> UnsafeBufferPointer<RowLoopProgram<Scalar>.Column> {
        memory.array(
            loop.tables.dropFirst().flatMap { table in
                (0..<table.columns).map { column in
                    RowLoopProgram<Scalar>.Column(
                        source: UnsafePointer(real(table.location)) + column, rowStride: table.rowStride)
                }
            })
    }

    /// The fixed tables in the layout for this loop. Stacks of whole tables are read as they are, and so are rows that
    /// a matrix product reads where they lie, and rows so wide that a copy of the table would cost more than it saves.
    private func packedTable(_ loop: RowLoopInstruction) -> PackedTable? {
        guard loop.isFixed, loop.features <= RowLoopPattern.largestNarrowFeatureCount,
            loop.rows != nil || (loop.isNarrow && loop.stacks == 1)
        else { return nil }
        var sources: [Buffer] = []
        var parts: [PackedTable.Key.Part] = []
        for table in loop.tables {
            guard case .input(let index) = plan.storages[table.location.storage].kind,
                let buffer = inputs[index]
            else { return nil }
            sources.append(buffer)
            parts.append(
                PackedTable.Key.Part(
                    buffer: ObjectIdentifier(buffer), offset: table.location.offset,
                    rowStride: table.rowStride,
                    columns: table.columns))
        }
        let key = PackedTable.Key(parts: parts, rows: loop.tableRows)
        return PackedTable.shared(key, sources, Scalar.self)
    }

    private func products(
        _ loop: RowLoopInstruction, _ program: RowLoopProgram<Scalar>, _ workspaceCount: inout Int
    ) -> UnsafePointer<RowLoopProducts<Scalar>> {
        let memory = memory
        let isInPlace = loop.rows == nil || program.isPacked
        let rowStride = isInPlace ? program.rowStride : blockStride(loop)
        let stride = blockRows(loop, program)
        func block(_ rows: Int) -> RowLoopProducts<Scalar>.Block {
            var values = MatrixProductLayout(rows: loop.outputs, columns: rows, inner: loop.features)
            values.leftRowStride = loop.weights.outputStride
            values.leftInnerStride = loop.weights.rowStride
            values.rightInnerStride = 1
            values.rightColumnStride = rowStride
            values.resultRowStride = stride + RowLoopWorker<Scalar>.slotPadding
            var gradients = MatrixProductLayout(rows: loop.features, columns: loop.outputs, inner: rows)
            gradients.leftRowStride = 1
            gradients.leftInnerStride = rowStride
            gradients.rightInnerStride = 1
            gradients.rightColumnStride = stride
            let plans = (MatrixProductPlan<Scalar>(values), MatrixProductPlan<Scalar>(gradients))
            workspaceCount = max(workspaceCount, plans.0.workspaceCount, plans.1.workspaceCount)
            return RowLoopProducts<Scalar>.Block(
                rows: rows, values: memory.value(plans.0), gradients: memory.value(plans.1))
        }
        let size = program.blockRows
        let blocks = (loop.batch + size - 1) / size
        let partialCount = loop.gradients.count * loop.outputs * loop.features
        return memory.value(
            RowLoopProducts(
                whole: block(size), last: block(loop.batch - (blocks - 1) * size),
                partials: memory.elements(loop.trials * blocks * partialCount, of: Scalar.self),
                blocks: blocks, partialCount: partialCount))
    }

    private func blockRows(_ loop: RowLoopInstruction, _ program: RowLoopProgram<Scalar>) -> Int {
        min(program.blockRows, Scalar.padded(loop.batch))
    }

    private func blockStride(_ loop: RowLoopInstruction) -> Int {
        Scalar.padded(loop.tables.reduce(0) { $0 + $1.columns })
    }

    private func worker(
        _ loop: RowLoopInstruction, _ program: RowLoopProgram<Scalar>, _ slots: RowLoopSlots,
        _ workspaceCount: Int
    ) -> RowLoopWorker<Scalar> {
        let rows = blockRows(loop, program)
        let copiesRows = loop.isNarrow || loop.rows != nil
        let group = loop.isNarrow ? min(RowLoopProgram<Scalar>.groupTrials, program.stackTrials) : 1
        let slotCount = group * rows + RowLoopWorker<Scalar>.slotPadding
        var worker = RowLoopWorker<Scalar>(
            stride: rows, group: group,
            block: memory.elements(copiesRows ? rows * blockStride(loop) : 0, of: Scalar.self),
            blockStride: blockStride(loop),
            columns: memory.elements(program.columns.count * group * rows, of: Scalar.self),
            values: memory.elements(slots.count * slotCount, of: Scalar.self),
            operands: memory.elements(loop.rowOperands.count * group * rows, of: Scalar.self),
            scalars: memory.elements(group * loop.trialScalars.count, of: Scalar.self),
            steps: memory.array([]), isShared: memory.array([]), stages: memory.array([]),
            factors: memory.elements(loop.isNarrow ? 0 : loop.outputs * rows, of: Scalar.self),
            workspace: memory.elements(workspaceCount, of: Scalar.self))
        let steps = RowLoopStepResolver(loop: loop, worker: worker, slots: slots, resolver: self)
        worker.steps = steps.instructions
        worker.isShared = steps.isShared
        worker.stages = steps.stages
        return worker
    }
}
