import Kernels

extension PlannedRowPass: Instruction {
    func text(in plan: Plan) -> String {
        let source = rows == nil ? "rows" : "gathered rows"
        let codes = steps.map { "\($0.code)" }.joined(separator: " ")
        return
            "row pass over \(stacks) x \(batch) \(source) of \(features), \(trials) trials: "
            + "\(codes); \(sums.count) sums, \(gradients.count) gradients, \(stores.count) stores"
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func resolve<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> ResolvedInstruction {
        let (pool, program) = (resolver.pool, resolver.rowPass(self))
        return ResolvedInstruction(canShare: program.pointee.pieces > 1) { program.pointee.run(on: pool) }
    }
}

extension Resolver {
    fileprivate func rowPass(_ pass: PlannedRowPass) -> UnsafePointer<RowPassProgram<Scalar>> {
        let columns = pass.tables.reduce(0) { $0 + $1.columns } - pass.features
        let halves = RowBlock.halves(pass.features, lanes: Scalar.lanes)
        let padded = halves * (Scalar.lanes / 2)
        let slots = RowPassSlots(pass)
        func result(_ result: PlannedRowPass.Result) -> RowPassProgram<Scalar>.Result {
            RowPassProgram<Scalar>.Result(
                slot: slots.slot(result.value), target: real(result.target.location),
                trialStride: result.target.trialStride, rowStride: result.target.rowStride)
        }
        var program = RowPassProgram<Scalar>(
            trials: pass.trials, stacks: pass.stacks, batch: pass.batch, features: pass.features,
            halves: halves, paddedFeatures: padded, columns: columns,
            table: UnsafePointer(real(pass.tables[0].location)), rowStride: pass.tables[0].rowStride,
            stackStride: pass.tables[0].stackStride, isPacked: false,
            rows: pass.rows.map { UnsafePointer(integers($0)) },
            weights: UnsafePointer(real(pass.weights.location)), weightStride: pass.weights.trialStride,
            paddedWeights: memory.elements(0, of: Scalar.self),
            trialScalars: memory.array(
                pass.trialScalars.map {
                    .init(source: UnsafePointer(real($0.location)), trialStride: $0.trialStride)
                }),
            rowOperands: memory.array(
                pass.rowOperands.map {
                    .init(
                        source: UnsafePointer(real($0.location)), trialStride: $0.trialStride,
                        rowStride: $0.rowStride)
                }),
            sums: memory.array(pass.sums.map(result)), gradients: memory.array(pass.gradients.map(result)),
            stores: memory.array(pass.stores.map(result)),
            fetchedRows: RowBlock.rows / (pass.steps.count + 2) + 1, workers: memory.array([]),
            accumulators: memory.elements(0, of: Double.self), accumulatorStride: 0)
        if pass.isFixed, let packed = packedTable(pass) {
            program.table = UnsafePointer(packed.buffer.typed(Scalar.self))
            program.isPacked = true
            program.rowStride = packed.stride
            program.stackStride = 0
            memory.keep(packed)
        }
        program.paddedWeights = memory.elements(pass.trials * padded, of: Scalar.self)
        program.accumulatorStride = pass.gradients.count * padded + pass.sums.count
        program.accumulators = memory.elements(
            program.pieces * program.stackTrials * program.accumulatorStride, of: Double.self)
        program.workers = memory.array((0..<pool.threads).map { _ in worker(pass, columns, slots) })
        return memory.value(program)
    }

    /// The fixed tables in the layout for this pass. Stacks of whole tables are read as they are.
    private func packedTable(_ pass: PlannedRowPass) -> PackedTable? {
        guard pass.rows != nil || pass.stacks == 1 else { return nil }
        var sources: [Buffer] = []
        var parts: [PackedTable.Key.Part] = []
        for table in pass.tables {
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
        let key = PackedTable.Key(parts: parts, rows: pass.tableRows)
        return PackedTable.shared(key, sources, Scalar.self)
    }

    private func worker(
        _ pass: PlannedRowPass, _ columns: Int, _ slots: RowPassSlots
    ) -> RowPassWorker<Scalar> {
        let rows = min(RowBlock.rows, Scalar.padded(pass.batch))
        let blockStride = Scalar.padded(pass.features + columns)
        let group = min(RowPassProgram<Scalar>.groupTrials, pass.trials / pass.stacks)
        let slotCount = group * rows + RowPassWorker<Scalar>.slotPadding
        var worker = RowPassWorker<Scalar>(
            stride: rows, group: group, block: memory.elements(rows * blockStride, of: Scalar.self),
            blockStride: blockStride, columns: memory.elements(columns * group * rows, of: Scalar.self),
            values: memory.elements(slots.count * slotCount, of: Scalar.self),
            operands: memory.elements(pass.rowOperands.count * group * rows, of: Scalar.self),
            scalars: memory.elements(group * pass.trialScalars.count, of: Scalar.self),
            steps: memory.array([]), isShared: memory.array([]))
        let partners = pass.logisticPartners
        let run = pass.steps.indices.filter { !partners.values.contains($0) }
        worker.steps = memory.array(
            run.flatMap { step in
                (0..<group).map { instruction(pass, step, partners[step], worker, slots, member: $0) }
            })
        worker.isShared = memory.array(
            run.map { step in
                !pass.steps[step].operands.contains { if case .trialScalar = $0 { true } else { false } }
            })
        return worker
    }

    /// - Parameter member: the trial of a group whose numbers are read
    private func instruction(
        _ pass: PlannedRowPass, _ index: Int, _ partner: Int?, _ worker: RowPassWorker<Scalar>,
        _ slots: RowPassSlots, member: Int
    ) -> ElementwiseInstruction<Scalar> {
        let step = pass.steps[index]
        let operands = step.operands.map { operand -> ElementwiseOperand<Scalar> in
            switch operand {
            case .product, .step: .array(UnsafePointer(worker.slot(slots.slot(operand))))
            case .column(let column):
                .array(UnsafePointer(worker.columns + column * worker.group * worker.stride))
            case .trialScalar(let place):
                .scalar(UnsafePointer(worker.scalars + (member * pass.trialScalars.count + place)))
            case .scalar(let location): .scalar(UnsafePointer(real(location)))
            case .rows(let place):
                .array(UnsafePointer(worker.operands + place * worker.group * worker.stride))
            }
        }
        let result = worker.slot(slots.slot(.step(index)))
        if let partner {
            let other = worker.slot(slots.slot(.step(partner)))
            let isSigmoid = step.code == .sigmoid
            return ElementwiseInstruction(
                .sigmoidAndSoftplus, result: isSigmoid ? result : other,
                operands: [operands[0], .array(UnsafePointer(isSigmoid ? other : result))])
        }
        return ElementwiseInstruction(step.code, result: result, operands: operands)
    }
}
