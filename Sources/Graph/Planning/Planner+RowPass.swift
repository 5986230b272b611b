import Kernels

/// Making one instruction of a recognised row pass.
extension Planner {
    mutating func emitRowPass(_ pattern: RowPassPattern, _ unit: PlanUnit) {
        var pass = rows(of: pattern)
        var columns: [Int: Int] = [:]
        var steps: [Int: Int] = [:]
        for member in pattern.members {
            guard case .elementwise(let code) = body.nodes[member].lowering else { continue }
            let operands = body.nodes[member].inputs.map { input in
                operand(input, of: member, pattern, steps, &columns, &pass)
            }
            steps[member] = pass.steps.count
            pass.steps.append(PlannedRowPass.Step(code: code, operands: operands))
        }
        func value(_ id: Int) -> PlannedRowPass.Operand {
            steps[pattern.rowRoot(id, analysis)].map { .step($0) } ?? .product
        }
        for sum in pattern.sums {
            let target = trialPlace(sum)
            pass.sums.append(PlannedRowPass.Result(value: value(body.nodes[sum].inputs[0]), target: target))
        }
        for gradient in pattern.gradients {
            let target = trialPlace(gradient)
            let input = body.nodes[gradient].inputs[1]
            pass.gradients.append(PlannedRowPass.Result(value: value(input), target: target))
        }
        for id in [pattern.product] + pattern.members where isReadOutside(id, pattern) {
            pass.stores.append(PlannedRowPass.Result(value: value(id), target: trialPlace(id)))
        }
        for location in pass.locations { use(location) }
        plan.instructions.append(pass)
    }

    /// The part of the pass that says which rows it goes over.
    private mutating func rows(of pattern: RowPassPattern) -> PlannedRowPass {
        let node = body.nodes[pattern.product]
        let x = body.nodes[node.inputs[0]]
        var weights = view(node.inputs[1])
        if weights.strides[1] != 1, pattern.features > 1 { weights = contiguousView(node.inputs[1]) }
        let place = PlannedRowPass.TrialPlace(location: weights.location, trialStride: weights.strides[0])
        var pass = PlannedRowPass(
            trials: pattern.trials, stacks: pattern.stacks, batch: pattern.batch, features: pattern.features,
            tables: [], tableRows: pattern.batch, isFixed: false, rows: nil, weights: place)
        if x.operation is GatherRows {
            let table = x.inputs[0]
            pass.tables = [self.table(table)]
            pass.tableRows = body.nodes[table].shape[0]
            pass.isFixed = RowPassPattern.isFixed(table, analysis)
            pass.rows = contiguousView(x.inputs[1]).location
        } else {
            let source = contiguousView(node.inputs[0])
            pass.tables = [
                PlannedRowPass.Table(
                    location: source.location, rowStride: pattern.features,
                    stackStride: pattern.batch * pattern.features, columns: pattern.features)
            ]
            pass.isFixed = RowPassPattern.isFixed(node.inputs[0], analysis)
        }
        return pass
    }

    private mutating func table(_ id: Int) -> PlannedRowPass.Table {
        let source = contiguousView(id)
        let columns = body.nodes[id].shape[1]
        return PlannedRowPass.Table(
            location: source.location, rowStride: columns, stackStride: 0, columns: columns)
    }

    private mutating func operand(
        _ input: Int, of member: Int, _ pattern: RowPassPattern, _ steps: [Int: Int],
        _ columns: inout [Int: Int], _ pass: inout PlannedRowPass
    ) -> PlannedRowPass.Operand {
        let root = pattern.rowRoot(input, analysis)
        if root == pattern.product { return .product }
        if let step = steps[root] { return .step(step) }
        if pattern.isColumn(root, analysis) {
            if let known = columns[root] { return .column(known) }
            columns[root] = pass.tables.count - 1
            pass.tables.append(table(body.nodes[root].inputs[0]))
            return .column(pass.tables.count - 2)
        }
        let shape = body.nodes[member].shape
        let source = view(input).broadcast(from: body.nodes[input].shape, to: shape)
        let place = PlannedRowPass.TrialPlace(
            location: source.location, trialStride: source.strides[0], rowStride: source.strides[1])
        if place.trialStride == 0, place.rowStride == 0 { return .scalar(place.location) }
        if place.rowStride == 0 {
            pass.trialScalars.append(place)
            return .trialScalar(pass.trialScalars.count - 1)
        }
        pass.rowOperands.append(place)
        return .rows(pass.rowOperands.count - 1)
    }

    private mutating func trialPlace(_ id: Int) -> PlannedRowPass.TrialPlace {
        let target = view(id)
        return PlannedRowPass.TrialPlace(
            location: target.location, trialStride: target.strides[0],
            rowStride: target.strides.count > 1 ? target.strides[1] : 0)
    }

    /// Whether something besides the pass needs a row-aligned value in memory.
    private func isReadOutside(_ id: Int, _ pattern: RowPassPattern) -> Bool {
        let inside = Set(pattern.nodes)
        let consumers = analysis.realConsumers(id)
        return consumers.reachesRoot || consumers.nodes.contains { !inside.contains($0) }
    }
}

extension PlannedRowPass {
    /// Every place the pass touches.
    var locations: [Location] {
        var result = tables.map(\.location) + [weights.location]
        if let rows { result.append(rows) }
        result += trialScalars.map(\.location) + rowOperands.map(\.location)
        for end in sums + gradients + stores { result.append(end.target.location) }
        for step in steps {
            for case .scalar(let location) in step.operands { result.append(location) }
        }
        return result
    }
}
