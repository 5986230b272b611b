import Kernels

/// Rebuilds a body node by node: what every pass is made of.
struct GraphRewriter {
    private let source: GraphBody
    private(set) var result = GraphBody()
    /// For every old node its new id, -1 when it was dropped.
    private var ids: [Int]

    init(_ source: GraphBody) {
        self.source = source
        ids = [Int](repeating: -1, count: source.nodes.count)
    }

    /// The old node with its inputs renamed.
    func renamed(_ id: Int) -> Node {
        let node = source.nodes[id]
        return Node(node.operation, node.inputs.map { ids[$0] }, node.type)
    }

    /// Appends a node to the result in place of the old one.
    mutating func append(_ node: Node, for id: Int) {
        ids[id] = result.nodes.count
        result.nodes.append(node)
    }

    /// Appends a node that stands for no old one; its new id.
    mutating func add(_ node: Node) -> Int {
        result.nodes.append(node)
        return result.nodes.count - 1
    }

    /// The new id of an old node.
    func id(_ old: Int) -> Int { ids[old] }

    /// Lets another new node stand for the old one.
    mutating func replace(_ id: Int, by newID: Int) { ids[id] = newID }

    /// The result with outputs and updates renamed.
    mutating func finish() -> GraphBody {
        result.outputs = source.outputs.map { GraphOutput(name: $0.name, node: ids[$0.node]) }
        result.updates = source.updates.map { StateUpdate(state: ids[$0.state], value: ids[$0.value]) }
        return result
    }
}
