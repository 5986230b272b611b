import Kernels

/// A product of data rows with one output column, and what is computed from it row by row, recognised as one pass
/// over the rows:
///
///     z = x · w,  x [S, B, F] rows of data, w [T, F, 1], S = 1 or T
///     members: elementwise values [T, B, 1] of z, other members and values that do not depend on z
///     sums: Σ over the batch of a member (losses, bias gradients)
///     gradients: xᵀ · member (the weights' gradient)
///     stores: members that something else reads (predictions, losses of rows)
///
/// The rule looks at single trials only, so that a trial in a stack is computed as it would be alone.
struct RowPassPattern {
    /// The product node.
    let product: Int
    let trials: Int
    let stacks: Int
    let batch: Int
    let features: Int
    /// Elementwise nodes, ascending.
    private(set) var members: [Int] = []
    /// Sum nodes.
    private(set) var sums: [Int] = []
    /// Product nodes of the transposed rows with a member.
    private(set) var gradients: [Int] = []
    /// Gather nodes that nothing else reads.
    private(set) var absorbed: [Int] = []
    /// Nodes the pass reads that it does not compute.
    private(set) var externalInputs: [Int] = []

    /// Wider rows are better served by a matrix product: a block of them would not stay in the first-level cache.
    static let largestFeatureCount = 64

    /// All nodes the pass computes, ascending.
    var nodes: [Int] { ([product] + members + sums + gradients + absorbed).sorted() }

    static func all(in analysis: BodyAnalysis) -> [RowPassPattern] {
        var taken: Set<Int> = []
        var result: [RowPassPattern] = []
        for id in analysis.body.nodes.indices {
            guard let pattern = RowPassPattern(id, analysis), taken.isDisjoint(with: pattern.nodes) else {
                continue
            }
            taken.formUnion(pattern.nodes)
            result.append(pattern)
        }
        return result
    }

    private init?(_ id: Int, _ analysis: BodyAnalysis) {
        let node = analysis.body.nodes[id]
        guard node.operation is MatrixProduct, node.shape.rank == 3, node.shape[2] == 1 else { return nil }
        let x = analysis.body.nodes[node.inputs[0]].shape
        let w = analysis.body.nodes[node.inputs[1]].shape
        guard x.rank == 3, w.rank == 3, w[0] == node.shape[0] else { return nil }
        product = id
        trials = node.shape[0]
        stacks = x[0]
        batch = node.shape[1]
        features = x[2]
        guard features <= Self.largestFeatureCount, RowPassPattern.isData(node.inputs[0], analysis) else {
            return nil
        }
        collectMembers(analysis)
        collectEnds(analysis)
        collectCompanions(analysis)
        collectAbsorbed(analysis)
        collectExternalInputs(analysis)
    }

    /// Whether rows come straight from data: gathered from a table, or an input whose rows are neighbours.
    private static func isData(_ x: Int, _ analysis: BodyAnalysis) -> Bool {
        let nodes = analysis.body.nodes
        if nodes[x].operation is GatherRows {
            return analysis.memoryRoots[nodes[x].inputs[0]] == nodes[x].inputs[0]
        }
        guard nodes[analysis.memoryRoots[x]].operation is Input else { return false }
        return analysis.linearRoots[x] == analysis.memoryRoots[x]
    }

    /// Whether a shape is [T, B] or [T, B, 1 …], or with 1 for T where trials may share the rows.
    private func isRowAligned(_ shape: Shape, mayBeShared: Bool = false) -> Bool {
        guard shape.rank >= 2, shape[1] == batch, shape.count == shape[0] * batch else { return false }
        return shape[0] == trials || (mayBeShared && shape[0] == 1)
    }

    private mutating func collectMembers(_ analysis: BodyAnalysis) {
        let nodes = analysis.body.nodes
        var depends = [Bool](repeating: false, count: nodes.count)
        var isMember = depends
        depends[product] = true
        isMember[product] = true
        for id in product + 1..<nodes.count {
            depends[id] = nodes[id].inputs.contains { depends[$0] }
            guard depends[id], analysis.isElementwise(id), isRowAligned(nodes[id].shape) else { continue }
            let fits = nodes[id].inputs.allSatisfy { input in
                guard depends[input] else { return true }
                return isMember[analysis.linearRoots[input]] && isRowAligned(nodes[input].shape)
            }
            if fits {
                isMember[id] = true
                members.append(id)
            }
        }
    }

    /// Adds elementwise values of the rows that do not depend on the product but are read by members only, such as
    /// a target times its weight: computed with the rows, they need no memory and no gathering of their own.
    private mutating func collectCompanions(_ analysis: BodyAnalysis) {
        let nodes = analysis.body.nodes
        var inside = Set(members + sums + gradients + [product])
        for id in nodes.indices.reversed() where analysis.isElementwise(id) && !inside.contains(id) {
            guard isRowAligned(nodes[id].shape, mayBeShared: true), nodes[id].shape.count > trials else {
                continue
            }
            let consumers = analysis.realConsumers(id)
            guard !consumers.reachesRoot, !consumers.nodes.isEmpty else { continue }
            guard consumers.nodes.allSatisfy({ inside.contains($0) && $0 != product }) else { continue }
            let isReadAsRows = analysis.viewsInOrder(of: id).allSatisfy {
                isRowAligned(nodes[$0].shape, mayBeShared: true)
            }
            guard isReadAsRows else { continue }
            inside.insert(id)
            members.append(id)
        }
        members.sort()
    }

    /// The value a node shows, seen through views that keep the rows' order or repeat them for each trial.
    func rowRoot(_ id: Int, _ analysis: BodyAnalysis) -> Int {
        var root = id
        while analysis.isFreeView(root), case .view(let change) = analysis.body.nodes[root].lowering {
            let input = analysis.body.nodes[root].inputs[0]
            guard change.keepsOrder, isRowAligned(analysis.body.nodes[input].shape, mayBeShared: true),
                isRowAligned(analysis.body.nodes[root].shape, mayBeShared: true)
            else { return root }
            root = input
        }
        return root
    }

    private mutating func collectEnds(_ analysis: BodyAnalysis) {
        let nodes = analysis.body.nodes
        let inside = Set(members + [product])
        for id in product + 1..<nodes.count where !inside.contains(id) {
            switch nodes[id].operation {
            case let sum as ReduceSum:
                let input = nodes[id].inputs[0]
                let isInside =
                    inside.contains(analysis.linearRoots[input]) && isRowAligned(nodes[input].shape)
                if isInside, sum.axes.contains(1), !sum.axes.contains(0) { sums.append(id) }
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
        return inside.contains(analysis.linearRoots[right]) && nodes[right].shape == nodes[product].shape
    }

    private mutating func collectAbsorbed(_ analysis: BodyAnalysis) {
        let nodes = analysis.body.nodes
        let x = nodes[product].inputs[0]
        guard nodes[x].operation is GatherRows else { return }
        let inside = Set(members + sums + gradients + [product])
        var candidates: Set<Int> = [x]
        for member in members {
            for input in nodes[member].inputs {
                let root = rowRoot(input, analysis)
                if isColumn(root, analysis) { candidates.insert(root) }
            }
        }
        absorbed = candidates.sorted().filter { candidate in
            let consumers = analysis.realConsumers(candidate)
            return !consumers.reachesRoot && consumers.nodes.allSatisfy { inside.contains($0) }
        }
    }

    /// Whether a node is one column gathered by the same row numbers from a fixed table, as the rows are.
    func isColumn(_ id: Int, _ analysis: BodyAnalysis) -> Bool {
        let nodes = analysis.body.nodes
        let x = nodes[nodes[product].inputs[0]]
        let column = nodes[id]
        guard x.operation is GatherRows, column.operation is GatherRows else { return false }
        guard x.inputs[1] == column.inputs[1], column.shape[2] == 1 else { return false }
        return RowPassPattern.isFixed(x.inputs[0], analysis)
            && RowPassPattern.isFixed(column.inputs[0], analysis)
    }

    /// Whether a node is an input whose content never changes.
    static func isFixed(_ id: Int, _ analysis: BodyAnalysis) -> Bool {
        guard analysis.linearRoots[id] == analysis.memoryRoots[id] else { return false }
        guard let input = analysis.body.nodes[analysis.memoryRoots[id]].operation as? Input else {
            return false
        }
        return input.isFixed && !analysis.body.updates.contains { $0.state == analysis.memoryRoots[id] }
    }

    private mutating func collectExternalInputs(_ analysis: BodyAnalysis) {
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
