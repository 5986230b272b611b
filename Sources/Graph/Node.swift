import Kernels

/// One operation applied to earlier values. A node's position in `GraphBody.nodes` is its id, and inputs have
/// smaller ids: the order is an order of evaluation.
package struct Node: Sendable {
    package let operation: any Operation
    package let inputs: [Int]
    package let type: TensorType

    package var shape: Shape { type.shape }
    package var name: String { Swift.type(of: operation).name }
    package var lowering: Lowering { operation.lowering }

    /// Whether the value's numbers are known when the graph is built.
    var isConstant: Bool {
        if case .constant = lowering { return true }
        return false
    }

    package init(_ operation: any Operation, _ inputs: [Int], _ type: TensorType) {
        self.operation = operation
        self.inputs = inputs
        self.type = type
    }

    /// What makes two nodes the same value.
    package var key: NodeKey { NodeKey(operation: AnyHashable(operation), inputs: inputs, type: type) }
}

/// Operation, inputs and type of a node, for finding equal ones.
package struct NodeKey: Hashable {
    let operation: AnyHashable
    let inputs: [Int]
    let type: TensorType
}

/// A named result of a graph.
package struct GraphOutput: Hashable, Sendable {
    package let name: String
    package let node: Int
}

/// A state input and the value it takes at the end of a run.
package struct StateUpdate: Hashable, Sendable {
    package let state: Int
    package let value: Int
}

/// Nodes and what is wanted of them: what passes take and return.
package struct GraphBody: Sendable {
    package var nodes: [Node] = []
    package var outputs: [GraphOutput] = []
    package var updates: [StateUpdate] = []

    package init() {}

    /// Values that must be computed whatever else is removed.
    package var roots: [Int] { outputs.map(\.node) + updates.flatMap { [$0.state, $0.value] } }

    /// For every node, the nodes that read it, ascending, each once.
    package func consumers() -> [[Int]] {
        var result = [[Int]](repeating: [], count: nodes.count)
        for (id, node) in nodes.enumerated() {
            for input in node.inputs where result[input].last != id { result[input].append(id) }
        }
        return result
    }

    /// Arithmetic operations of one evaluation, a multiply-add counted as two; moving data counts nothing.
    package var flops: Int {
        nodes.reduce(0) { total, node in
            total + node.operation.flops(node.inputs.map { nodes[$0].shape }, result: node.shape)
        }
    }
}
