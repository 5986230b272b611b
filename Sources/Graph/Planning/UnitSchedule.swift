import Kernels

/// Nodes that become one instruction (or a few) of the plan.
struct PlanUnit {
    enum Kind {
        /// Elementwise nodes over as many elements, run block by block as one program.
        case region
        /// One node of another kind.
        case single
        /// A row-wise product with what is computed from it row by row.
        case rowLoop(RowLoopPattern)
    }

    var kind: Kind
    /// Ascending.
    var nodes: [Int]
    /// Units of one level do not read each other.
    var level: Int
}

/// Groups the nodes of a body into units and orders them.
///
/// A node's level is the number of unit boundaries on the longest way to it. Elementwise nodes over as many
/// elements, one of which reads the other in place, stay on one level; every other step goes up one. So the
/// elementwise nodes of one level and size can form one region: no way between two of them leaves it.
struct UnitSchedule {
    private let analysis: BodyAnalysis
    private let fuses: Bool
    private var levels: [Int]
    /// For every node, the row loop it belongs to, or -1.
    private var loopOf: [Int]
    private let loops: [RowLoopPattern]

    static func units(_ analysis: BodyAnalysis, options: CompileOptions) -> [PlanUnit] {
        let loops = RowLoopPattern.all(in: analysis, options.rowLoops)
        var schedule = UnitSchedule(analysis, loops, fuses: options.fusesElementwise)
        schedule.settleLevels()
        if options.fusesElementwise { schedule.sink() }
        return schedule.grouped()
    }

    private init(_ analysis: BodyAnalysis, _ loops: [RowLoopPattern], fuses: Bool) {
        self.analysis = analysis
        self.loops = loops
        self.fuses = fuses
        levels = [Int](repeating: 0, count: analysis.body.nodes.count)
        loopOf = [Int](repeating: -1, count: analysis.body.nodes.count)
        for (index, loop) in loops.enumerated() {
            for node in loop.nodes { loopOf[node] = index }
        }
    }

    /// Levels follow ids except that a row loop waits for all it reads: repeat until nothing moves.
    private mutating func settleLevels() {
        var moved = true
        while moved {
            moved = false
            for id in analysis.body.nodes.indices where loopOf[id] < 0 {
                let level = self.level(of: id)
                if level != levels[id] {
                    levels[id] = level
                    moved = true
                }
            }
            for loop in loops {
                let level = 1 + (loop.externalInputs.map { levels[$0] }.max() ?? 0)
                for node in loop.nodes where levels[node] != level {
                    levels[node] = level
                    moved = true
                }
            }
        }
    }

    private func level(of id: Int) -> Int {
        let node = analysis.body.nodes[id]
        if analysis.isSource(id) { return 0 }
        if analysis.isFreeView(id) { return levels[node.inputs[0]] }
        guard analysis.isElementwise(id) else {
            return 1 + (node.inputs.map { levels[$0] }.max() ?? 0)
        }
        return node.inputs.reduce(1) { level, input in
            let root = analysis.linearRoots[input]
            let isSame = analysis.body.nodes[root].shape.count == node.shape.count
            let joins = fuses && isSame && analysis.isElementwise(root) && loopOf[root] < 0
            return max(level, levels[input] + (joins ? 0 : 1))
        }
    }

    /// Lets elementwise nodes wait for the region that reads them, so that their values stay in its registers instead
    /// of going through memory: what an optimizer computes from its old moments, for example, is known early but used
    /// at the end of a step.
    ///
    /// Random numbers are drawn right before the region that reads them, while it still finds them in the caches.
    private mutating func sink() {
        for id in analysis.body.nodes.indices.reversed() where loopOf[id] < 0 {
            if analysis.body.nodes[id].operation is RandomUniform { sinkDraws(id) }
            guard analysis.isElementwise(id) else { continue }
            guard let level = latestLevel(of: id), level > levels[id] else { continue }
            levels[id] = level
            for view in analysis.viewsInOrder(of: id) { levels[view] = level }
        }
    }

    private mutating func sinkDraws(_ id: Int) {
        let consumers = analysis.realConsumers(id)
        guard !consumers.reachesRoot, let first = consumers.nodes.map({ levels[$0] }).min() else { return }
        guard first - 1 > levels[id] else { return }
        levels[id] = first - 1
        for view in analysis.viewsInOrder(of: id) { levels[view] = first - 1 }
    }

    /// The level of the first region that reads a node in place; nil when something else reads it before.
    private func latestLevel(of id: Int) -> Int? {
        let count = analysis.body.nodes[id].shape.count
        var joining: Int?
        var other = Int.max
        for consumer in analysis.realConsumers(id).nodes {
            let node = analysis.body.nodes[consumer]
            let isInPlace =
                analysis.isElementwise(consumer) && loopOf[consumer] < 0 && node.shape.count == count
                && node.inputs.allSatisfy {
                    analysis.memoryRoots[$0] != id
                        || (analysis.linearRoots[$0] == id && analysis.body.nodes[$0].shape.count == count)
                }
            if isInPlace {
                joining = min(joining ?? Int.max, levels[consumer])
            } else {
                other = min(other, levels[consumer] - 1)
            }
        }
        guard let joining, joining <= other else { return nil }
        return joining
    }

    private func grouped() -> [PlanUnit] {
        struct Key: Hashable {
            let level: Int
            let count: Int
            let node: Int
        }
        var units: [PlanUnit] = []
        var regions: [Key: Int] = [:]
        for (id, node) in analysis.body.nodes.enumerated() {
            if analysis.isSource(id) || analysis.isFreeView(id) || loopOf[id] >= 0 { continue }
            guard analysis.isElementwise(id) else {
                units.append(PlanUnit(kind: .single, nodes: [id], level: levels[id]))
                continue
            }
            let key = Key(level: levels[id], count: node.shape.count, node: fuses ? 0 : id)
            if let region = regions[key] {
                units[region].nodes.append(id)
            } else {
                regions[key] = units.count
                units.append(PlanUnit(kind: .region, nodes: [id], level: levels[id]))
            }
        }
        for loop in loops {
            units.append(PlanUnit(kind: .rowLoop(loop), nodes: loop.nodes, level: levels[loop.nodes[0]]))
        }
        return units.sorted { ($0.level, $0.nodes[0]) < ($1.level, $1.nodes[0]) }
    }
}
