/// Which nodes a row loop computes.
extension RowLoopPattern {
    mutating func collectMembers(_ analysis: BodyAnalysis) {
        let nodes = analysis.body.nodes
        var isMember = [Bool](repeating: false, count: nodes.count)
        dependents[product] = true
        isMember[product] = true
        for id in product + 1..<nodes.count {
            dependents[id] = nodes[id].inputs.contains { dependents[$0] }
            guard dependents[id], analysis.isElementwise(id) || reducesOutputs(id, analysis),
                width(nodes[id].shape) != nil
            else { continue }
            let fits = nodes[id].inputs.allSatisfy { input in
                guard dependents[input] else { return true }
                return isMember[rowRoot(input, analysis)] && readsRows(input, id, analysis)
            }
            if fits {
                isMember[id] = true
                members.append(id)
            }
        }
    }

    /// Adds values of the rows that do not depend on the product but are read by members only, such as
    /// a target times its weight: computed with the rows, they need no memory and no gathering of their own.
    mutating func collectCompanions(_ analysis: BodyAnalysis) {
        let nodes = analysis.body.nodes
        var inside = Set(members + sums + gradients + [product])
        for id in nodes.indices.reversed()
        where !inside.contains(id) && (analysis.isElementwise(id) || reducesOutputs(id, analysis)) {
            guard let width = width(nodes[id].shape, mayBeShared: true),
                nodes[id].shape.count > trials * width
            else { continue }
            let consumers = analysis.realConsumers(id)
            guard !consumers.reachesRoot, !consumers.nodes.isEmpty else { continue }
            let isReadInside = consumers.nodes.allSatisfy { consumer in
                inside.contains(consumer) && consumer != product && isReadAsRows(id, by: consumer, analysis)
            }
            guard isReadInside else { continue }
            inside.insert(id)
            members.append(id)
        }
        members.sort()
    }

    mutating func collectEnds(_ analysis: BodyAnalysis) {
        let nodes = analysis.body.nodes
        let inside = Set(members + [product])
        for id in product + 1..<nodes.count where !inside.contains(id) {
            switch nodes[id].operation {
            case let sum as ReduceSum:
                let input = nodes[id].inputs[0]
                guard inside.contains(rowRoot(input, analysis)), let width = width(nodes[input].shape) else {
                    continue
                }
                let isOverRows = width == 1 ? sum.axes.contains(1) && !sum.axes.contains(0) : sum.axes == [1]
                if isOverRows { sums.append(id) }
            case is MatrixProduct:
                if isGradient(id, inside, analysis) { gradients.append(id) }
            default: break
            }
        }
    }

    /// Whether a product is xᵀ · member.
    private func isGradient(_ id: Int, _ inside: Set<Int>, _ analysis: BodyAnalysis) -> Bool {
        let nodes = analysis.body.nodes
        let (left, right) = (nodes[id].inputs[0], nodes[id].inputs[1])
        guard case .view(.transpose([0, 2, 1])) = nodes[left].lowering,
            nodes[left].inputs[0] == nodes[product].inputs[0]
        else { return false }
        return inside.contains(rowRoot(right, analysis)) && nodes[right].shape == nodes[product].shape
    }

    mutating func collectAbsorbed(_ analysis: BodyAnalysis) {
        let nodes = analysis.body.nodes
        let x = nodes[product].inputs[0]
        guard nodes[x].operation is GatherRows else { return }
        let inside = Set(members + sums + gradients + [product])
        var candidates: Set<Int> = [x]
        for member in members {
            for input in nodes[member].inputs {
                let root = rowRoot(input, analysis)
                if isColumn(root, analysis), readsRows(input, member, analysis) { candidates.insert(root) }
            }
        }
        absorbed = candidates.sorted().filter { candidate in
            let consumers = analysis.realConsumers(candidate)
            guard !consumers.reachesRoot else { return false }
            return consumers.nodes.allSatisfy { consumer in
                if consumer == product || gradients.contains(consumer) { return true }
                guard inside.contains(consumer), isColumn(candidate, analysis) else { return false }
                return isReadAsRows(candidate, by: consumer, analysis)
            }
        }
    }

    /// Whether a node reads a value row by row only.
    private func isReadAsRows(_ id: Int, by consumer: Int, _ analysis: BodyAnalysis) -> Bool {
        analysis.body.nodes[consumer].inputs.allSatisfy { input in
            analysis.memoryRoots[input] != id
                || (rowRoot(input, analysis) == id && readsRows(input, consumer, analysis))
        }
    }

    mutating func collectExternalInputs(_ analysis: BodyAnalysis) {
        let own = Set(nodes)
        let gathered = [analysis.body.nodes[product].inputs[0]].filter {
            analysis.body.nodes[$0].operation is GatherRows
        }
        var result: Set<Int> = []
        for id in nodes + gathered {
            for input in analysis.body.nodes[id].inputs {
                let root = analysis.memoryRoots[input]
                if !own.contains(root) && !gathered.contains(root) { result.insert(input) }
            }
        }
        externalInputs = result.sorted()
    }
}
