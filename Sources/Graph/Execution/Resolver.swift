import Kernels

/// Turns a plan's places into pointers once all inputs are bound.
struct Resolver<Scalar: KernelScalar> {
    let plan: Plan
    let arena: Buffer
    let constants: Buffer
    let outputs: [Buffer]
    let inputs: [Buffer?]
    let pool: ThreadPool
    let memory = ProgramMemory()

    func resolve() -> ResolvedProgram<Scalar> {
        var tables: [PackedTable] = []
        let workspace = memory.elements(workspaceCount, of: Scalar.self)
        let instructions = plan.instructions.map { instruction -> Instruction<Scalar> in
            switch instruction {
            case .region(let region): self.region(region)
            case .copy(let copy): self.copy(copy)
            case .fill(let target, let count, let value):
                .fill(real(target), count: count, value: Scalar(value))
            case .convert(let source, let target, let count):
                .convert(from: UnsafePointer(integers(source)), to: real(target), count: count)
            case .gather(let gather): .gather(rowMove(gather))
            case .scatter(let scatter): .scatter(rowMove(scatter))
            case .reduce(let reduction): reduce(reduction)
            case .product(let product): self.product(product, workspace)
            case .random(let random): self.random(random)
            case .rowPass(let pass): rowPass(pass, &tables)
            case .window(let window): self.window(window)
            }
        }
        return ResolvedProgram(instructions, pool, memory, tables)
    }

    private func raw(_ location: Location) -> UnsafeMutableRawPointer {
        let storage = plan.storages[location.storage]
        let shift = storage.byteOffset + location.offset * storage.elementType.byteCount
        switch storage.kind {
        case .input(let index): return (inputs[index]?.pointer ?? arena.pointer) + shift
        case .constant: return constants.pointer + shift
        case .output(let index): return outputs[index].pointer + shift
        case .arena: return arena.pointer + shift
        }
    }

    func real(_ location: Location) -> UnsafeMutablePointer<Scalar> {
        raw(location).assumingMemoryBound(to: Scalar.self)
    }

    func integers(_ location: Location) -> UnsafeMutablePointer<Int32> {
        raw(location).assumingMemoryBound(to: Int32.self)
    }

    private func copy(_ copy: PlannedCopy) -> Instruction<Scalar> {
        let kernel = StridedCopy(
            shape: copy.shape, sourceStrides: copy.sourceStrides, resultStrides: copy.targetStrides)
        let owned = memory.value(kernel)
        if plan.storages[copy.source.storage].elementType == .int32 {
            return .copyIntegers(owned, from: UnsafePointer(integers(copy.source)), to: integers(copy.target))
        }
        let isMove =
            AxisList(copy.shape, copy.sourceStrides).isContiguous
            && AxisList(copy.shape, copy.targetStrides).isContiguous
        if isMove {
            return .move(
                from: UnsafePointer(real(copy.source)), to: real(copy.target), count: copy.shape.count)
        }
        return .copy(owned, from: UnsafePointer(real(copy.source)), to: real(copy.target))
    }

    private func rowMove(_ gather: PlannedGather) -> RowMove<Scalar> {
        RowMove(
            table: real(gather.table), tableRows: gather.tableRows, rowStride: gather.rowStride,
            columns: gather.columns, rows: UnsafePointer(integers(gather.rows)), count: gather.count,
            values: real(gather.values))
    }

    private func reduce(_ reduction: PlannedReduction) -> Instruction<Scalar> {
        .reduce(
            ReductionCall(
                kind: reduction.kind, source: UnsafePointer(real(reduction.source)),
                target: real(reduction.target),
                outer: reduction.outer, reduce: reduction.reduce, inner: reduction.inner))
    }

    private var workspaceCount: Int {
        plan.instructions.reduce(0) { largest, instruction in
            guard case .product(let product) = instruction else { return largest }
            return max(
                largest, MatrixProductPlan<Scalar>(product.layout, threads: pool.threads).workspaceCount,
                MatrixProductPlan<Scalar>(product.layout).workspaceCount)
        }
    }

    private func product(
        _ product: PlannedProduct, _ workspace: UnsafeMutablePointer<Scalar>
    ) -> Instruction<Scalar> {
        let multiplication = MatrixProductPlan<Scalar>(product.layout, threads: pool.threads)
        let call = ProductCall(
            plan: memory.value(multiplication), tasks: multiplication.taskCount,
            whole: memory.value(MatrixProductPlan<Scalar>(product.layout)),
            left: UnsafePointer(real(product.left)), right: UnsafePointer(real(product.right)),
            target: real(product.target), workspace: workspace)
        return .product(memory.value(call))
    }

    private func random(_ random: PlannedRandom) -> Instruction<Scalar> {
        let call = RandomCall(
            keys: UnsafePointer(integers(random.keys)), step: UnsafePointer(integers(random.step)),
            target: real(random.target), trials: random.trials, count: random.count,
            layer: UInt32(truncatingIfNeeded: random.layer))
        return .random(memory.value(call))
    }
}
