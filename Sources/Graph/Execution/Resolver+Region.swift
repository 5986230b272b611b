import Kernels

extension Resolver {
    func region(_ region: PlannedRegion) -> Instruction<Scalar> {
        if region.loads.isEmpty, region.stores.isEmpty, pool.threads == 1 || region.count < 16384 {
            return .steps(steps(region, registers(region)), count: region.count)
        }
        return .region(memory.array((0..<pool.threads).map { _ in regionProgram(region) }))
    }

    private var registerStride: Int { Elementwise.blockSize + 32 }

    private func registers(_ region: PlannedRegion) -> UnsafeMutablePointer<Scalar> {
        memory.elements(region.registers * registerStride, of: Scalar.self)
    }

    private func regionProgram(_ region: PlannedRegion) -> RegionProgram<Scalar> {
        let registers = self.registers(region)
        let walks = region.loads.map { StridedWalk($0.axes) }
        let blockSize = StridedWalk.blockSize(for: walks, limit: Elementwise.blockSize)
        let loads = zip(region.loads, walks).map { load, walk in
            RegionProgram<Scalar>.Load(
                source: UnsafePointer(real(load.source)),
                register: registers + load.register * registerStride,
                walk: walk, stretch: walk.stretch(ofBlocks: blockSize))
        }
        let stores = region.stores.map { store in
            RegionProgram<Scalar>.Store(
                register: UnsafePointer(registers + store.register * registerStride),
                target: real(store.target),
                walk: StridedWalk(store.axes))
        }
        return RegionProgram(
            count: region.count, blockSize: blockSize, steps: steps(region, registers),
            loads: memory.array(loads),
            stores: memory.array(stores))
    }

    private func steps(
        _ region: PlannedRegion, _ registers: UnsafeMutablePointer<Scalar>
    ) -> UnsafeBufferPointer<ElementwiseInstruction<Scalar>> {
        func operand(_ operand: PlannedRegion.Operand) -> ElementwiseOperand<Scalar> {
            switch operand {
            case .direct(let location): .array(UnsafePointer(real(location)))
            case .scalar(let location): .scalar(UnsafePointer(real(location)))
            case .register(let index): .scratch(UnsafePointer(registers + index * registerStride))
            }
        }
        let steps = region.steps.map { step -> ElementwiseInstruction<Scalar> in
            let operands = step.operands.map(operand)
            let second = operands.count > 1 ? operands[1] : nil
            let third = operands.count > 2 ? operands[2] : nil
            switch step.target {
            case .direct(let location):
                return ElementwiseInstruction(
                    step.code, result: real(location), a: operands[0], b: second, c: third)
            case .register(let index):
                return ElementwiseInstruction(
                    step.code, result: registers + index * registerStride, isScratch: true, a: operands[0],
                    b: second, c: third)
            }
        }
        return memory.array(steps)
    }
}
