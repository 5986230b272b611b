import Kernels

/// What planning needs to know about a body again and again.
struct BodyAnalysis {
    let body: GraphBody
    let consumers: [[Int]]
    /// For every node, the node whose elements it shows in the same row-major order (itself for most).
    let linearRoots: [Int]
    /// For every node, the node whose memory it shows through views of any kind.
    let memoryRoots: [Int]
    /// Views that cannot be expressed by strides and are copied.
    let copiedViews: Set<Int>
    let isRoot: [Bool]

    init(_ body: GraphBody) {
        self.body = body
        consumers = body.consumers()
        var isRoot = [Bool](repeating: false, count: body.nodes.count)
        for root in body.roots { isRoot[root] = true }
        self.isRoot = isRoot
        var views: [StridedView] = []
        var linear = Array(body.nodes.indices)
        var memory = linear
        var copied: Set<Int> = []
        for (id, node) in body.nodes.enumerated() {
            guard case .view(let change) = node.lowering else {
                views.append(StridedView(storage: id, shape: node.shape))
                continue
            }
            let input = node.inputs[0]
            let shape = body.nodes[input].shape
            guard let view = views[input].changed(change, from: shape, to: node.shape) else {
                copied.insert(id)
                views.append(StridedView(storage: id, shape: node.shape))
                continue
            }
            views.append(view)
            memory[id] = memory[input]
            if change.keepsOrder, shape.count == node.shape.count { linear[id] = linear[input] }
        }
        linearRoots = linear
        memoryRoots = memory
        copiedViews = copied
    }

    func isSource(_ id: Int) -> Bool {
        switch body.nodes[id].lowering {
        case .input, .constant: true
        default: false
        }
    }

    /// Whether the node shows another node's memory and needs no instruction.
    func isFreeView(_ id: Int) -> Bool { memoryRoots[id] != id }

    func isElementwise(_ id: Int) -> Bool {
        if case .elementwise = body.nodes[id].lowering { return true }
        return false
    }

    /// All free views of a node, views of views included.
    func viewsInOrder(of id: Int) -> [Int] {
        consumers[id].filter { isFreeView($0) }.flatMap { [$0] + viewsInOrder(of: $0) }
    }

    /// Consumers with free views replaced by their own consumers; `reachesRoot` when an output or update is met.
    func realConsumers(_ id: Int) -> (nodes: [Int], reachesRoot: Bool) {
        var nodes: [Int] = []
        var reachesRoot = isRoot[id]
        for consumer in consumers[id] {
            if isFreeView(consumer) {
                let further = realConsumers(consumer)
                nodes += further.nodes
                reachesRoot = reachesRoot || further.reachesRoot
            } else {
                nodes.append(consumer)
            }
        }
        return (nodes, reachesRoot)
    }
}

extension ViewChange {
    /// Whether the elements stay in row-major order when their number stays the same.
    var keepsOrder: Bool {
        switch self {
        case .reshape, .broadcast: true
        case .transpose, .slice: false
        }
    }
}

extension StridedView {
    /// The view after a change; nil when it needs a copy.
    func changed(_ change: ViewChange, from shape: Shape, to target: Shape) -> StridedView? {
        switch change {
        case .reshape: reshaped(from: shape, to: target)
        case .broadcast: broadcast(from: shape, to: target)
        case .transpose(let permutation): transposed(permutation)
        case .slice(let starts): sliced(starts)
        }
    }

    /// Where a view's input must lie so that the view lies here; nil when the view leaves elements out, repeats them
    /// or cannot be undone by strides.
    func unchanged(_ change: ViewChange, from shape: Shape, to input: Shape) -> StridedView? {
        switch change {
        case .reshape: return reshaped(from: shape, to: input)
        case .transpose(let permutation):
            var inverse = permutation
            for (target, source) in permutation.enumerated() { inverse[source] = target }
            return transposed(inverse)
        case .broadcast, .slice: return nil
        }
    }
}
