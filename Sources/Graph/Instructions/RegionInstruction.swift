import Kernels

/// A fused elementwise region: loops run on one block of elements after the other.
struct RegionInstruction {
    /// What a loop reads.
    enum Operand: Hashable {
        /// An array as long as the region.
        case direct(Location)
        /// One number for all elements.
        case scalar(Location)
        /// A block of scratch memory.
        case register(Int)
    }

    /// What a loop writes.
    enum Target: Hashable {
        case direct(Location)
        case register(Int)
    }

    /// One function over a block.
    struct Loop {
        var code: ElementwiseOpcode
        var operands: [Operand]
        var target: Target

        /// Whether it reads a storage's memory.
        func reads(_ storage: Int) -> Bool {
            operands.contains { operand in
                switch operand {
                case .direct(let location), .scalar(let location): location.storage == storage
                case .register: false
                }
            }
        }

        /// Lets the logistic function or the softplus of a value compute the other one as well, which goes to `other`.
        mutating func share(with other: Target) {
            let (sigmoid, softplus) = code == .sigmoid ? (target, other) : (other, target)
            code = .sigmoidAndSoftplus
            target = sigmoid
            switch softplus {
            case .direct(let location): operands.append(.direct(location))
            case .register(let register): operands.append(.register(register))
            }
        }
    }

    /// An operand laid out in a register before the loops of a block.
    struct Load {
        /// Where it comes from.
        enum Source: Hashable {
            /// A broadcast or strided array.
            case walk(Location, AxisList)
            /// Single numbers, each repeated over the elements up to its end.
            case pieces([Piece])
        }

        var source: Source
        var register: Int
    }

    struct Piece: Hashable {
        var location: Location
        var end: Int
    }

    /// The sum of a loop's values over the middle axis of [outer, rows, columns].
    struct Sum {
        var value: Operand
        var target: Location
        var rows: Int
        var columns: Int
    }

    /// A register copied to a place that block loops may not write past, after the loops of a block.
    struct Store {
        var register: Int
        var target: Location
        var axes: AxisList
    }

    var count: Int
    var loads: [Load] = []
    var loops: [Loop] = []
    var stores: [Store] = []
    var sums: [Sum] = []
    var registers = 0

    /// Every place the region touches.
    var locations: [Location] {
        var result = stores.map(\.target) + sums.map(\.target)
        for load in loads {
            switch load.source {
            case .walk(let location, _): result.append(location)
            case .pieces(let pieces): result += pieces.map(\.location)
            }
        }
        for loop in loops {
            if case .direct(let location) = loop.target { result.append(location) }
            for operand in loop.operands {
                switch operand {
                case .direct(let location), .scalar(let location): result.append(location)
                case .register: break
                }
            }
        }
        return result
    }
}

extension RegionInstruction: Instruction {
    /// Regions of fewer elements are not shared out.
    private static var smallestSharedCount: Int { 16384 }

    func text(in plan: Plan) -> String {
        let codes = loops.map { "\($0.code)" }.joined(separator: " ")
        var targets = stores.map { plan.text($0.target) }
        for loop in loops {
            if case .direct(let location) = loop.target { targets.append(plan.text(location)) }
        }
        let sums = sums.map { "sum over \($0.rows) rows → \(plan.text($0.target))" }
        return "elementwise \(count), \(loads.count) loads: \(codes) → "
            + (targets + sums).joined(separator: ", ")
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func resolve<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> ResolvedInstruction {
        let pool = resolver.pool
        let whole = program(resolver)
        guard pool.threads > 1, count >= Self.smallestSharedCount else {
            return ResolvedInstruction { whole.run() }
        }
        // Each thread has registers of its own.
        let others = (1..<pool.threads).map { _ in program(resolver) }
        let programs = resolver.memory.array([whole] + others)
        return ResolvedInstruction(canShare: true) {
            if pool.sharesWork { RegionProgram.run(programs, on: pool) } else { whole.run() }
        }
    }
}

/// Making a fused region out of the elementwise nodes of a unit.
extension Planner {
    mutating func emitRegion(_ unit: PlanUnit, _ index: Int) {
        var builder = RegionBuilder(count: body.nodes[unit.nodes[0]].shape.count)
        for id in unit.nodes {
            let operands = body.nodes[id].inputs.map { operand($0, of: id, in: index, &builder) }
            guard case .elementwise(let code) = body.nodes[id].lowering else { continue }
            builder.addLoop(code, operands, for: id)
        }
        for id in unit.nodes where isReadOutside(id, index) { store(id, &builder) }
        for id in unit.nodes { addSums(of: id, &builder) }
        let region = builder.finish()
        for location in region.locations { use(location) }
        plan.instructions.append(region)
    }

    private mutating func operand(
        _ input: Int, of id: Int, in unit: Int, _ builder: inout RegionBuilder
    ) -> RegionInstruction.Operand {
        let shape = body.nodes[id].shape
        let root = analysis.linearRoots[input]
        let isSame =
            body.nodes[root].shape.count == shape.count && body.nodes[input].shape.count == shape.count
        if isSame, unitOf[root] == unit { return builder.value(of: root) }
        if pieceArrays.contains(input), let load = pieceLoad(input) { return builder.load(load) }
        let source = view(input).broadcast(from: body.nodes[input].shape, to: shape)
        if source.isUniform(shape) { return .scalar(source.location) }
        if source.isContiguous(shape) { return .direct(source.location) }
        return builder.load(source.location, AxisList(shape, source.strides))
    }

    /// Whether something besides the unit needs a node's value in memory.
    private func isReadOutside(_ id: Int, _ unit: Int) -> Bool {
        if analysis.isRoot[id] { return true }
        for consumer in analysis.consumers[id] where !sumsOnTheWay.contains(consumer) {
            let keepsCount = body.nodes[consumer].shape.count == body.nodes[id].shape.count
            if analysis.isFreeView(consumer) {
                let isLinear = analysis.linearRoots[consumer] == analysis.linearRoots[id] && keepsCount
                if !isLinear || isReadOutside(consumer, unit) { return true }
            } else if unitOf[consumer] != unit || !keepsCount {
                return true
            }
        }
        return false
    }

    private mutating func store(_ id: Int, _ builder: inout RegionBuilder) {
        let shape = body.nodes[id].shape
        let target = view(id)
        let isWhole =
            target.isContiguous(shape) && target.offset == 0
            && plan.storages[target.storage].count == shape.count
        builder.store(id, at: target.location, AxisList(shape, target.strides), isWhole: isWhole)
    }
}
