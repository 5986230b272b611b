import Kernels

/// Making a fused region out of the elementwise nodes of a unit.
extension Planner {
    mutating func emitRegion(_ unit: PlanUnit, _ index: Int) {
        var builder = RegionBuilder(count: body.nodes[unit.nodes[0]].shape.count)
        for id in unit.nodes {
            let operands = body.nodes[id].inputs.map { operand($0, of: id, in: index, &builder) }
            guard case .elementwise(let code) = body.nodes[id].lowering else { continue }
            builder.addStep(code, operands, for: id)
        }
        for id in unit.nodes where isReadOutside(id, index) { store(id, &builder) }
        let region = builder.finish()
        for location in region.locations { use(location) }
        plan.instructions.append(.region(region))
    }

    private mutating func operand(
        _ input: Int, of id: Int, in unit: Int, _ builder: inout RegionBuilder
    ) -> PlannedRegion.Operand {
        let shape = body.nodes[id].shape
        let root = analysis.linearRoots[input]
        let isSame =
            body.nodes[root].shape.count == shape.count && body.nodes[input].shape.count == shape.count
        if isSame, unitOf[root] == unit { return builder.value(of: root) }
        let source = view(input).broadcast(from: body.nodes[input].shape, to: shape)
        if source.isUniform(shape) { return .scalar(source.location) }
        if source.isContiguous(shape) { return .direct(source.location) }
        return builder.load(source.location, AxisList(shape, source.strides))
    }

    /// Whether something besides the unit needs a node's value in memory.
    private func isReadOutside(_ id: Int, _ unit: Int) -> Bool {
        if analysis.isRoot[id] { return true }
        for consumer in analysis.consumers[id] {
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
