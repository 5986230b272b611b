import Kernels

/// Computes cheap values again in the region that reads them, instead of keeping them in memory in between.
///
/// Between the way forward and the way back of a step lie products over whole batches: what a region has written is out
/// of the caches when another one reads it. A sum or comparison takes less time than its way through memory does, so a
/// value that one other region reads is computed there once more where what it is made of is read there anyway, or
/// takes the value's place among what is read. Bits stay as they are: the same functions of the same numbers.
struct Recomputation {
    private let smallestCount: Int
    private let analysis: BodyAnalysis
    private let unitOf: [Int]
    private let units: [PlanUnit]
    /// For every node the region that computes it again for its own use, or -1.
    private var readerOf: [Int]

    static func run(_ body: GraphBody, options: CompileOptions) -> GraphBody {
        var pass = Recomputation(body, options)
        guard pass.choose() else { return body }
        return pass.rewritten()
    }

    private init(_ body: GraphBody, _ options: CompileOptions) {
        smallestCount = options.smallestLargeArray
        analysis = BodyAnalysis(body)
        units = UnitSchedule.units(analysis, options: options)
        var unitOf = [Int](repeating: -1, count: body.nodes.count)
        for (index, unit) in units.enumerated() {
            for node in unit.nodes { unitOf[node] = index }
        }
        self.unitOf = unitOf
        readerOf = [Int](repeating: -1, count: body.nodes.count)
    }

    private var body: GraphBody { analysis.body }

    private func isRegion(_ unit: Int) -> Bool {
        guard unit >= 0, case .region = units[unit].kind else { return false }
        return true
    }

    /// Marks what is computed again; false where nothing is.
    private mutating func choose() -> Bool {
        var found = false
        for unit in units.indices where isRegion(unit) {
            guard body.nodes[units[unit].nodes[0]].shape.count >= smallestCount else { continue }
            var reads = arraysRead(by: unit)
            for node in reads.sorted(by: >) where isCandidate(node, of: unit) {
                let new = leaves(of: node, for: unit, among: reads)
                guard new.isEmpty || (new.count == 1 && new.allSatisfy(isKept)) else { continue }
                readerOf[node] = unit
                reads.remove(node)
                reads.formUnion(new)
                found = true
            }
        }
        return found
    }

    /// Values as long as the region that it reads in place.
    private func arraysRead(by unit: Int) -> Set<Int> {
        let count = body.nodes[units[unit].nodes[0]].shape.count
        var reads: Set<Int> = []
        for id in units[unit].nodes {
            for input in body.nodes[id].inputs {
                let root = analysis.linearRoots[input]
                guard unitOf[root] != unit, body.nodes[root].shape.count == count,
                    body.nodes[input].shape.count == count, !analysis.isSource(root)
                else { continue }
                reads.insert(root)
            }
        }
        return reads
    }

    /// Whether nothing but this region, and the one that computes it, reads a cheap value of another region.
    private func isCandidate(_ id: Int, of unit: Int) -> Bool {
        guard isRegion(unitOf[id]), isCheap(id), readerOf[id] < 0 else { return false }
        let consumers = analysis.realConsumers(id)
        guard !consumers.reachesRoot else { return false }
        return consumers.nodes.allSatisfy { consumer in
            guard unitOf[consumer] == unit || unitOf[consumer] == unitOf[id] else { return false }
            return body.nodes[consumer].inputs.allSatisfy { isInPlace($0, of: id) }
        }
    }

    /// Whether an input is another value, or this one element for element.
    private func isInPlace(_ input: Int, of id: Int) -> Bool {
        analysis.memoryRoots[input] != id
            || (analysis.linearRoots[input] == id
                && body.nodes[input].shape.count == body.nodes[id].shape.count)
    }

    /// What computing a value again reads besides `reads`; itself where that would be too much.
    private func leaves(of id: Int, for unit: Int, among reads: Set<Int>) -> Set<Int> {
        var found: Set<Int> = []
        var steps = 0
        var open = [id]
        while let next = open.popLast() {
            steps += 1
            guard steps <= 8 else { return [id] }
            for input in body.nodes[next].inputs {
                let root = analysis.linearRoots[input]
                let count = body.nodes[id].shape.count
                guard body.nodes[root].shape.count == count, body.nodes[input].shape.count == count else {
                    continue
                }
                if readerOf[root] == unit || (reads.contains(root) && root != id) { continue }
                if unitOf[root] == unitOf[id], isCheap(root), readerOf[root] < 0 {
                    open.append(root)
                } else {
                    found.insert(root)
                }
            }
        }
        return found
    }

    /// Whether a value is in memory whoever reads it.
    private func isKept(_ id: Int) -> Bool {
        guard unitOf[id] >= 0 else { return !analysis.isSource(id) }
        if case .single = units[unitOf[id]].kind { return true }
        return false
    }

    /// Functions that take no longer than a load and a store.
    private func isCheap(_ id: Int) -> Bool {
        switch body.nodes[id].operation {
        case is Add, is Subtract, is Multiply, is MultiplyAdd, is Negate, is Absolute, is Less,
            is LessOrEqual,
            is Equal, is Maximum, is Minimum, is Select:
            true
        default: false
        }
    }

    private func rewritten() -> GraphBody {
        var rewriter = GraphRewriter(body)
        var clones: [Clone: Int] = [:]
        for (id, node) in body.nodes.enumerated() {
            let unit = unitOf[id]
            guard isRegion(unit) else {
                rewriter.append(rewriter.renamed(id), for: id)
                continue
            }
            let inputs = node.inputs.map { input in
                needsClone(input, for: unit)
                    ? clone(input, for: unit, &clones, &rewriter) : rewriter.id(input)
            }
            rewriter.append(Node(node.operation, inputs, node.type), for: id)
        }
        return rewriter.finish()
    }

    private struct Clone: Hashable {
        let node: Int
        let unit: Int
    }

    private func needsClone(_ input: Int, for unit: Int) -> Bool {
        readerOf[analysis.linearRoots[input]] == unit && unitOf[analysis.linearRoots[input]] != unit
    }

    /// The value once more for a region, with the values of its own region that it is made of.
    private func clone(
        _ id: Int, for unit: Int, _ clones: inout [Clone: Int], _ rewriter: inout GraphRewriter
    ) -> Int {
        let key = Clone(node: id, unit: unit)
        if let known = clones[key] { return known }
        let node = body.nodes[id]
        let home = unitOf[analysis.linearRoots[id]]
        let inputs = node.inputs.map { input -> Int in
            let root = analysis.linearRoots[input]
            let isWhole = body.nodes[root].shape.count == node.shape.count
            let isOnTheWay =
                isWhole && unitOf[root] == home && isCheap(root) && !isStored(root, outside: home)
            return isOnTheWay || needsClone(input, for: unit)
                ? clone(input, for: unit, &clones, &rewriter) : rewriter.id(input)
        }
        let new = rewriter.add(Node(node.operation, inputs, node.type))
        clones[key] = new
        return new
    }

    /// Whether a value is in memory when its region has run: something else reads it, and does not compute it again.
    private func isStored(_ id: Int, outside unit: Int) -> Bool {
        guard readerOf[id] < 0 else { return false }
        let consumers = analysis.realConsumers(id)
        return consumers.reachesRoot || consumers.nodes.contains { unitOf[$0] != unit }
    }
}
