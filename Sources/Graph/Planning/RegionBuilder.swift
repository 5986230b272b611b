import Kernels

/// Collects the steps of a region and gives its values registers.
struct RegionBuilder {
    private var region: PlannedRegion
    /// Step that computes a node.
    private var stepOf: [Int: Int] = [:]
    private var loads: [PlannedRegion.Load] = []
    /// Steps whose result goes straight to memory.
    private var memory: [Int: Location] = [:]
    private var stores: [(step: Int, target: Location, axes: AxisList)] = []
    /// Steps with operands by number: registers are steps first, loads from `loadBase` on.
    private var steps: [PlannedRegion.Step] = []

    private static let loadBase = 1 << 30

    init(count: Int) { region = PlannedRegion(count: count) }

    func value(of node: Int) -> PlannedRegion.Operand { .register(stepOf[node] ?? 0) }

    mutating func load(_ source: Location, _ axes: AxisList) -> PlannedRegion.Operand {
        if let known = loads.firstIndex(where: { $0.source == source && $0.axes == axes }) {
            return .register(Self.loadBase + known)
        }
        loads.append(PlannedRegion.Load(source: source, axes: axes, register: 0))
        return .register(Self.loadBase + loads.count - 1)
    }

    mutating func addStep(_ code: ElementwiseOpcode, _ operands: [PlannedRegion.Operand], for node: Int) {
        stepOf[node] = steps.count
        steps.append(PlannedRegion.Step(code: code, operands: operands, target: .register(steps.count)))
    }

    /// Lets a node's value go to memory: straight from its step where nothing later reads the old content, by a
    /// copy at the end otherwise.
    mutating func store(_ node: Int, at target: Location, _ axes: AxisList, isWhole: Bool) {
        guard let step = stepOf[node] else { return }
        guard isWhole else {
            stores.append((step, target, axes))
            return
        }
        let isReadLater = steps[(step + 1)...].contains { later in
            later.operands.contains { operand in
                switch operand {
                case .direct(let location), .scalar(let location): location.storage == target.storage
                case .register: false
                }
            }
        }
        if isReadLater || memory[step] != nil {
            let copy = PlannedRegion.Step(
                code: .copy, operands: [.register(step)], target: .register(steps.count))
            memory[steps.count] = target
            steps.append(copy)
        } else {
            memory[step] = target
        }
    }

    /// The region with registers assigned: a register is free again after its last reader.
    mutating func finish() -> PlannedRegion {
        var lastRead: [Int: Int] = [:]
        for (index, step) in steps.enumerated() {
            for case .register(let value) in step.operands { lastRead[value] = index }
        }
        for store in stores { lastRead[store.step] = steps.count }
        var registers: [Int: Int] = [:]
        var free: [Int] = []
        func take() -> Int {
            if let register = free.popLast() { return register }
            region.registers += 1
            return region.registers - 1
        }
        for index in loads.indices {
            let register = take()
            registers[Self.loadBase + index] = register
            region.loads.append(
                PlannedRegion.Load(source: loads[index].source, axes: loads[index].axes, register: register))
        }
        let lasting = Set(stores.map(\.step))
        for (index, step) in steps.enumerated() {
            let operands = step.operands.map { operand -> PlannedRegion.Operand in
                guard case .register(let value) = operand else { return operand }
                if let location = memory[value], !lasting.contains(value) { return .direct(location) }
                return .register(registers[value] ?? 0)
            }
            let dying = Set(
                step.operands.compactMap { operand -> Int? in
                    guard case .register(let value) = operand, lastRead[value] == index else { return nil }
                    return value
                })
            for value in dying.sorted() {
                if let register = registers[value], !isLoad(value) { free.append(register) }
            }
            let target: PlannedRegion.Target
            if let location = memory[index], !lasting.contains(index) {
                target = .direct(location)
            } else {
                let register = take()
                registers[index] = register
                target = .register(register)
            }
            region.steps.append(PlannedRegion.Step(code: step.code, operands: operands, target: target))
        }
        for store in stores {
            region.stores.append(
                PlannedRegion.Store(
                    register: registers[store.step] ?? 0, target: store.target, axes: store.axes))
        }
        return region
    }

    /// Loads keep their registers: those that repeat are laid out once for all blocks.
    private func isLoad(_ value: Int) -> Bool { value >= Self.loadBase }
}

extension PlannedRegion {
    /// Every place the region touches.
    var locations: [Location] {
        var result = loads.map(\.source) + stores.map(\.target)
        for step in steps {
            if case .direct(let location) = step.target { result.append(location) }
            for operand in step.operands {
                switch operand {
                case .direct(let location), .scalar(let location): result.append(location)
                case .register: break
                }
            }
        }
        return result
    }
}
