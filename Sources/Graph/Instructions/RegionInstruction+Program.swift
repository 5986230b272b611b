import Kernels

extension RegionInstruction {
    /// The region with pointers, and registers of its own.
    func program<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> RegionProgram<Scalar> {
        let registerStride = Elementwise.blockSize + 32
        let registers = resolver.memory.elements(self.registers * registerStride, of: Scalar.self)
        func register(_ index: Int) -> UnsafeMutablePointer<Scalar> { registers + index * registerStride }
        func operand(_ operand: Operand) -> ElementwiseOperand<Scalar> {
            switch operand {
            case .direct(let location): .array(UnsafePointer(resolver.real(location)))
            case .scalar(let location): .scalar(UnsafePointer(resolver.real(location)))
            case .register(let index): .scratch(UnsafePointer(register(index)))
            }
        }
        let loops = self.loops.map { loop in
            switch loop.target {
            case .direct(let location):
                ElementwiseInstruction(
                    loop.code, result: resolver.real(location), operands: loop.operands.map(operand))
            case .register(let index):
                ElementwiseInstruction(
                    loop.code, result: register(index), isScratch: true, operands: loop.operands.map(operand))
            }
        }
        let walks = loads.map { load -> StridedWalk? in
            guard case .walk(_, let axes) = load.source else { return nil }
            return StridedWalk(axes)
        }
        let blockSize = StridedWalk.blockSize(for: walks.compactMap { $0 }, limit: Elementwise.blockSize)
        let loads = zip(self.loads, walks).compactMap { load, walk -> RegionProgram<Scalar>.Load? in
            guard let walk, case .walk(let location, _) = load.source else { return nil }
            return RegionProgram<Scalar>.Load(
                source: UnsafePointer(resolver.real(location)), register: register(load.register),
                walk: walk,
                stretch: walk.stretch(ofBlocks: blockSize))
        }
        let pieces = self.loads.compactMap { load -> RegionProgram<Scalar>.PieceLoad? in
            guard case .pieces(let pieces) = load.source else { return nil }
            let made = pieces.map {
                RegionProgram<Scalar>.Piece(value: UnsafePointer(resolver.real($0.location)), end: $0.end)
            }
            return RegionProgram<Scalar>.PieceLoad(
                pieces: resolver.memory.array(made), register: register(load.register))
        }
        let stores = self.stores.map { store in
            RegionProgram<Scalar>.Store(
                register: UnsafePointer(register(store.register)), target: resolver.real(store.target),
                walk: StridedWalk(store.axes))
        }
        let sums = self.sums.map { sum in
            RegionProgram<Scalar>.Sum(
                values: operand(sum.value),
                totals: resolver.memory.value(
                    ColumnTotals(
                        rows: sum.rows, columns: sum.columns, target: resolver.real(sum.target),
                        sums: resolver.memory.elements(
                            ColumnTotals<Scalar>.sumCount(columns: sum.columns), of: Double.self))))
        }
        return RegionProgram(
            count: count, blockSize: blockSize, loops: resolver.memory.array(loops),
            loads: resolver.memory.array(loads), pieces: resolver.memory.array(pieces),
            stores: resolver.memory.array(stores), sums: resolver.memory.array(sums))
    }
}
