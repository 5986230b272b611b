import Kernels

/// Groups the nodes of a body into units and orders them.
///
/// A node's level is the number of unit boundaries on the longest way to it. Elementwise nodes over as many
/// elements, one of which reads the other in place, stay on one level; every other step goes up one. So the
/// elementwise nodes of one level and size can form one region: no way between two of them leaves it.
struct UnitSchedule {
    private let analysis: BodyAnalysis
    private let fuses: Bool
    private var levels: [Int]
    /// For every node, the row pass it belongs to, or -1.
    private var passOf: [Int]
    private let passes: [RowPassPattern]

    static func units(_ analysis: BodyAnalysis, options: CompileOptions) -> [PlanUnit] {
        var passes: [RowPassPattern] = []
        if options.usesRowPasses { passes = RowPassPattern.all(in: analysis) }
        var schedule = UnitSchedule(analysis, passes, fuses: options.fusesElementwise)
        schedule.settleLevels()
        return schedule.grouped()
    }

    private init(_ analysis: BodyAnalysis, _ passes: [RowPassPattern], fuses: Bool) {
        self.analysis = analysis
        self.passes = passes
        self.fuses = fuses
        levels = [Int](repeating: 0, count: analysis.body.nodes.count)
        passOf = [Int](repeating: -1, count: analysis.body.nodes.count)
        for (index, pass) in passes.enumerated() {
            for node in pass.nodes { passOf[node] = index }
        }
    }

    /// Levels follow ids except that a row pass waits for all it reads: repeat until nothing moves.
    private mutating func settleLevels() {
        var moved = true
        while moved {
            moved = false
            for id in analysis.body.nodes.indices where passOf[id] < 0 {
                let level = self.level(of: id)
                if level != levels[id] {
                    levels[id] = level
                    moved = true
                }
            }
            for pass in passes {
                let level = 1 + (pass.externalInputs.map { levels[$0] }.max() ?? 0)
                for node in pass.nodes where levels[node] != level {
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
            let joins = fuses && isSame && analysis.isElementwise(root) && passOf[root] < 0
            return max(level, levels[input] + (joins ? 0 : 1))
        }
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
            if analysis.isSource(id) || analysis.isFreeView(id) || passOf[id] >= 0 { continue }
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
        for pass in passes {
            units.append(PlanUnit(kind: .rowPass(pass), nodes: pass.nodes, level: levels[pass.nodes[0]]))
        }
        return units.sorted { ($0.level, $0.nodes[0]) < ($1.level, $1.nodes[0]) }
    }
}
