import Kernels

/// Turns a body into a plan: units, places of results, instructions, memory.
package struct Planner {
    let analysis: BodyAnalysis
    let options: CompileOptions
    let units: [PlanUnit]
    var plan: Plan
    /// Where each node's elements lie, once known.
    var views: [StridedView?]
    /// Places chosen for results before their instructions are made.
    var placements: [Int: StridedView] = [:]
    /// Where outputs are read after a run.
    var outputViews: [StridedView] = []
    /// New values of states that had to be saved before anything ran.
    var earlyCopies: [Int: StridedView] = [:]
    /// The unit that computes a node, or -1.
    var unitOf: [Int]
    /// Arrays made of single numbers that regions read instead.
    var pieceArrays: Set<Int> = []
    /// Sums over rows that the region which computes the rows adds up.
    var sumsOnTheWay: Set<Int> = []

    static func plan(_ body: GraphBody, realType: ElementType, options: CompileOptions) -> Plan {
        var planner = Planner(body, realType, options)
        planner.addSources()
        planner.pieceArrays = Set(planner.body.nodes.indices.filter { planner.uniformPieces($0) != nil })
        planner.choosePlaces()
        planner.chooseShortcuts()
        planner.copyEarly()
        for unit in planner.units.indices { planner.emit(unit) }
        planner.copyLate()
        planner.plan.arenaBytes = ArenaLayout.assign(&planner.plan.storages, reuses: options.reusesMemory)
        return planner.plan
    }

    private init(_ body: GraphBody, _ realType: ElementType, _ options: CompileOptions) {
        self.options = options
        analysis = BodyAnalysis(body)
        units = UnitSchedule.units(analysis, options: options)
        plan = Plan(body: body, realType: realType)
        views = [StridedView?](repeating: nil, count: body.nodes.count)
        unitOf = [Int](repeating: -1, count: body.nodes.count)
        for (index, unit) in units.enumerated() {
            for node in unit.nodes { unitOf[node] = index }
        }
    }

    var body: GraphBody { plan.body }

    mutating func addStorage(_ kind: Storage.Kind, _ type: ElementType, count: Int) -> Int {
        plan.storages.append(Storage(kind, type, count: count))
        return plan.storages.count - 1
    }

    /// Storages of inputs, outputs and constants.
    private mutating func addSources() {
        for (id, node) in body.nodes.enumerated() {
            if let input = node.operation as? Input {
                let storage = addStorage(
                    .input(plan.inputs.count), node.type.elementType, count: node.shape.count)
                plan.inputs.append(input)
                plan.usedInputs.append(false)
                views[id] = StridedView(storage: storage, shape: node.shape)
            } else if case .constant = node.lowering {
                views[id] = addConstant(node)
            }
        }
        for output in body.outputs { plan.outputs.append((output.name, body.nodes[output.node].type)) }
    }

    /// Constants lie in one block, each from a multiple of 16 elements on, with 16 spare elements after it.
    private mutating func addConstant(_ node: Node) -> StridedView {
        let constant = node.operation as? Constant
        let values =
            constant?.isUniform == true
            ? constant?.values ?? [] : node.operation.evaluate([], as: node.type).values
        let storage = addStorage(.constant, node.type.elementType, count: values.count)
        plan.storages[storage].byteOffset = plan.constants.count * node.type.elementType.byteCount
        plan.constants += values
        let padding = 16 + (16 - values.count % 16) % 16
        plan.constants += [Double](repeating: 0, count: padding)
        let strides = values.count == 1 ? node.shape.dimensions.map { _ in 0 } : node.shape.strides
        return StridedView(storage: storage, strides: strides)
    }

    /// Where a node's elements lie; makes views of views on the way.
    mutating func view(_ id: Int) -> StridedView {
        if let known = views[id] { return known }
        let node = body.nodes[id]
        if analysis.isFreeView(id), case .view(let change) = node.lowering {
            let input = node.inputs[0]
            let inner = view(input)
            if let view = inner.changed(change, from: body.nodes[input].shape, to: node.shape) {
                views[id] = view
                return view
            }
        }
        let view = placements[id] ?? newArenaView(node)
        views[id] = view
        return view
    }

    mutating func newArenaView(_ node: Node) -> StridedView {
        let storage = addStorage(.arena, node.type.elementType, count: node.shape.count)
        return StridedView(storage: storage, shape: node.shape)
    }

    /// Notes that the instruction about to be appended touches a storage.
    @discardableResult
    mutating func use(_ location: Location) -> Location {
        let index = plan.instructions.count
        let storage = location.storage
        plan.storages[storage].firstUse = min(plan.storages[storage].firstUse, index)
        plan.storages[storage].lastUse = max(plan.storages[storage].lastUse, index)
        if case .input(let position) = plan.storages[storage].kind { plan.usedInputs[position] = true }
        return location
    }

    private mutating func emit(_ index: Int) {
        let unit = units[index]
        switch unit.kind {
        case .region: emitRegion(unit, index)
        case .rowLoop(let pattern): emitRowLoop(pattern)
        case .single: emitSingle(unit.nodes[0])
        }
    }

    private mutating func emitSingle(_ id: Int) {
        if pieceArrays.contains(id) || sumsOnTheWay.contains(id) { return }
        switch body.nodes[id].lowering {
        case .input, .constant, .elementwise: break
        case .view: copyReshaped(id)
        case .instructions(let plan): plan(&self, id)
        }
    }

    /// A reshape that strides cannot express: a row-major copy.
    private mutating func copyReshaped(_ id: Int) {
        let node = body.nodes[id]
        let input = node.inputs[0]
        let target = view(id)
        let shape = body.nodes[input].shape
        if let same = target.reshaped(from: node.shape, to: shape) {
            copy(view(input), to: same, shape: shape)
            return
        }
        let source = contiguousView(input)
        if let same = source.reshaped(from: shape, to: node.shape) {
            copy(same, to: target, shape: node.shape)
        }
    }
}
