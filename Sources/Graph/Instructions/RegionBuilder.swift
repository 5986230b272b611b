import Kernels

/// Collects the loops of a region and gives its values registers.
struct RegionBuilder {
    private var region: RegionInstruction
    /// Loop that computes a node.
    private var loopOf: [Int: Int] = [:]
    private var loads: [RegionInstruction.Load.Source] = []
    /// Loops whose result goes straight to memory.
    private var memory: [Int: Location] = [:]
    private var stores: [(loop: Int, target: Location, axes: AxisList)] = []
    private var sums: [RegionInstruction.Sum] = []
    /// Loops with operands by number: registers are loops first, loads from `loadBase` on.
    private var loops: [RegionInstruction.Loop] = []

    private static let loadBase = 1 << 30

    init(count: Int) { region = RegionInstruction(count: count) }

    func value(of node: Int) -> RegionInstruction.Operand { .register(loopOf[node] ?? 0) }

    mutating func load(_ source: Location, _ axes: AxisList) -> RegionInstruction.Operand {
        load(.walk(source, axes))
    }

    mutating func load(_ source: RegionInstruction.Load.Source) -> RegionInstruction.Operand {
        if let known = loads.firstIndex(of: source) { return .register(Self.loadBase + known) }
        loads.append(source)
        return .register(Self.loadBase + loads.count - 1)
    }

    /// Adds up the columns of a node's values.
    mutating func sum(_ node: Int, into target: Location, rows: Int, columns: Int) {
        guard let loop = loopOf[node] else { return }
        sums.append(
            RegionInstruction.Sum(value: .register(loop), target: target, rows: rows, columns: columns))
    }

    mutating func addLoop(_ code: ElementwiseOpcode, _ operands: [RegionInstruction.Operand], for node: Int) {
        loopOf[node] = loops.count
        loops.append(RegionInstruction.Loop(code: code, operands: operands, target: .register(loops.count)))
    }

    /// Lets a node's value go to memory: straight from its loop where nothing later reads the old content, by a
    /// copy at the end otherwise.
    mutating func store(_ node: Int, at target: Location, _ axes: AxisList, isWhole: Bool) {
        guard let loop = loopOf[node] else { return }
        guard isWhole else {
            stores.append((loop, target, axes))
            return
        }
        let isReadLater = loops[(loop + 1)...].contains { $0.reads(target.storage) }
        if isReadLater || memory[loop] != nil {
            let copy = RegionInstruction.Loop(
                code: .copy, operands: [.register(loop)], target: .register(loops.count))
            memory[loops.count] = target
            loops.append(copy)
        } else {
            memory[loop] = target
        }
    }

    /// The region with registers assigned: a register is free again after its last reader.
    mutating func finish() -> RegionInstruction {
        let pairs = self.pairs
        let firsts = Dictionary(uniqueKeysWithValues: pairs.map { ($1, $0) })
        var lastRead: [Int: Int] = [:]
        for (index, loop) in loops.enumerated() {
            for case .register(let value) in loop.operands {
                lastRead[value] = max(lastRead[value] ?? 0, firsts[index] ?? index)
            }
        }
        for store in stores { lastRead[store.loop] = loops.count }
        for case .register(let loop) in sums.map(\.value) { lastRead[loop] = loops.count }
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
            region.loads.append(RegionInstruction.Load(source: loads[index], register: register))
        }
        let lasting = Set(stores.map(\.loop))
        func target(_ index: Int) -> RegionInstruction.Target {
            if let location = memory[index], !lasting.contains(index) { return .direct(location) }
            let register = take()
            registers[index] = register
            return .register(register)
        }
        for (index, loop) in loops.enumerated() where firsts[index] == nil {
            let operands = loop.operands.map { operand -> RegionInstruction.Operand in
                guard case .register(let value) = operand else { return operand }
                if let location = memory[value], !lasting.contains(value) { return .direct(location) }
                return .register(registers[value] ?? 0)
            }
            let dying = Set(
                loop.operands.compactMap { operand -> Int? in
                    guard case .register(let value) = operand, lastRead[value] == index else { return nil }
                    return value
                })
            for value in dying.sorted() {
                if let register = registers[value], !isLoad(value) { free.append(register) }
            }
            var made = RegionInstruction.Loop(code: loop.code, operands: operands, target: target(index))
            if let second = pairs[index] { made.share(with: target(second)) }
            region.loops.append(made)
        }
        for var sum in sums {
            guard case .register(let loop) = sum.value else { continue }
            let place = lasting.contains(loop) ? nil : memory[loop]
            sum.value = place.map { .direct($0) } ?? .register(registers[loop] ?? 0)
            region.sums.append(sum)
        }
        for store in stores {
            region.stores.append(
                RegionInstruction.Store(
                    register: registers[store.loop] ?? 0, target: store.target, axes: store.axes))
        }
        return region
    }

    /// Pairs of loops that share an exponential: the second moves to the first, unless what it writes to is still read
    /// between them.
    private var pairs: [Int: Int] {
        SharedExponential.pairs(loops.map { ($0.code, $0.operands) }).filter { first, second in
            guard let target = memory[second] else { return true }
            return loops[first..<second].allSatisfy { !$0.reads(target.storage) }
        }
    }

    /// Loads keep their registers: those that repeat are laid out once for all blocks.
    private func isLoad(_ value: Int) -> Bool { value >= Self.loadBase }
}
