import Kernels

extension Resolver {
    func rowPass(_ pass: PlannedRowPass, _ tables: inout [PackedTable]) -> Instruction<Scalar> {
        let columns = pass.tables.reduce(0) { $0 + $1.columns } - pass.features
        let halves = RowBlock.halves(pass.features, lanes: Scalar.lanes)
        let padded = halves * (Scalar.lanes / 2)
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
            tables.append(packed)
        }
        program.paddedWeights = memory.elements(pass.trials * padded, of: Scalar.self)
        program.accumulatorStride = pass.gradients.count * padded + pass.sums.count
        program.accumulators = memory.elements(
            program.pieces * program.stackTrials * program.accumulatorStride, of: Double.self)
        program.workers = memory.array((0..<pool.threads).map { _ in worker(pass, columns) })
        return .rowPass(memory.value(program))
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

    /// Value 0 is the product, value i + 1 the result of step i.
    private func position(_ value: PlannedRowPass.Operand) -> Int {
        if case .step(let step) = value { return step + 1 }
        return 0
    }

    private func result(_ result: PlannedRowPass.Result) -> RowPassProgram<Scalar>.Result {
        RowPassProgram<Scalar>.Result(
            value: position(result.value), target: real(result.target.location),
            trialStride: result.target.trialStride, rowStride: result.target.rowStride)
    }

    private func worker(_ pass: PlannedRowPass, _ columns: Int) -> RowPassWorker<Scalar> {
        let rows = min(RowBlock.rows, Scalar.padded(pass.batch))
        let blockStride = Scalar.padded(pass.features + columns)
        let valueCount = RowPassProgram<Scalar>.groupTrials * rows
        var worker = RowPassWorker<Scalar>(
            stride: rows, block: memory.elements(rows * blockStride, of: Scalar.self),
            blockStride: blockStride, columns: memory.elements(columns * rows, of: Scalar.self),
            values: memory.elements((pass.steps.count + 1) * valueCount, of: Scalar.self),
            operands: memory.elements(pass.rowOperands.count * rows, of: Scalar.self),
            scalars: memory.elements(pass.trialScalars.count, of: Scalar.self), steps: memory.array([]))
        func operand(_ operand: PlannedRowPass.Operand) -> ElementwiseOperand<Scalar> {
            switch operand {
            case .product, .step: .array(UnsafePointer(worker.block(position(operand))))
            case .column(let column):
                .scratch(UnsafePointer(worker.columns + column * rows))
            case .trialScalar(let index): .scalar(UnsafePointer(worker.scalars + index))
            case .scalar(let location): .scalar(UnsafePointer(real(location)))
            case .rows(let index): .scratch(UnsafePointer(worker.operands + index * rows))
            }
        }
        let partners = pass.logisticPartners
        let steps = pass.steps.enumerated().compactMap { index, step -> ElementwiseInstruction<Scalar>? in
            if partners.values.contains(index) { return nil }
            let operands = step.operands.map(operand)
            if let partner = partners[index] {
                let (sigmoid, softplus) = step.code == .sigmoid ? (index, partner) : (partner, index)
                return ElementwiseInstruction(
                    .sigmoidAndSoftplus, result: worker.block(sigmoid + 1), a: operands[0],
                    b: .array(UnsafePointer(worker.block(softplus + 1))))
            }
            return ElementwiseInstruction(
                step.code, result: worker.block(index + 1), a: operands[0],
                b: operands.count > 1 ? operands[1] : nil, c: operands.count > 2 ? operands[2] : nil)
        }
        worker.steps = memory.array(steps)
        return worker
    }
}

extension PlannedRowPass {
    /// Steps that take the logistic function and the softplus of the same value: the first of a pair leads to the
    /// second. One instruction computes both from one exponential, with the bits of the two alone.
    fileprivate var logisticPartners: [Int: Int] {
        var partners: [Int: Int] = [:]
        for (first, step) in steps.enumerated() where step.code == .sigmoid || step.code == .softplus {
            let wanted: ElementwiseOpcode = step.code == .sigmoid ? .softplus : .sigmoid
            let second = steps.indices.first {
                $0 > first && steps[$0].code == wanted && steps[$0].operands == step.operands
            }
            if let second, !partners.keys.contains(second) { partners[first] = second }
        }
        return partners
    }
}
