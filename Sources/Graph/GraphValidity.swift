import Kernels

/// What a legal graph is, as a table of named rules. Run after every pass in debug builds and by the tests.
package enum GraphValidity {
    /// One rule: its name and the check of one node at its position.
    private struct Rule {
        let name: String
        let holds: @Sendable (Node, Int, GraphBody, ElementType) -> Bool
    }

    private static let rules: [Rule] = [
        Rule(name: "inputs come before the node") { node, id, _, _ in
            node.inputs.allSatisfy { $0 >= 0 && $0 < id }
        },
        Rule(name: "the type is what the shape rule says") { node, id, body, realType in
            guard node.inputs.allSatisfy({ $0 >= 0 && $0 < id }) else { return true }
            let types = node.inputs.map { body.nodes[$0].type }
            let type = try? node.operation.resultType(of: types, realType: realType)
            return type == node.type
        },
        Rule(name: "dimensions are above 0") { node, _, _, _ in
            node.shape.dimensions.allSatisfy { $0 > 0 }
        },
        Rule(name: "values are real or int32 inputs and views of them") { node, _, _, realType in
            if node.type.elementType == realType { return true }
            switch node.lowering {
            case .input, .view: return node.type.elementType == .int32
            default: return false
            }
        },
    ]

    /// Every broken rule, as `node 3 (add): inputs come before the node`.
    package static func violations(in body: GraphBody, realType: ElementType) -> [String] {
        var result: [String] = []
        for (id, node) in body.nodes.enumerated() {
            for rule in rules where !rule.holds(node, id, body, realType) {
                result.append("node \(id) (\(node.name)): \(rule.name)")
            }
        }
        for output in body.outputs where !body.nodes.indices.contains(output.node) {
            result.append("output '\(output.name)': names a node")
        }
        for update in body.updates {
            let indices = body.nodes.indices
            guard indices.contains(update.state), indices.contains(update.value) else {
                result.append("update of node \(update.state): names nodes")
                continue
            }
            if !(body.nodes[update.state].operation is Input) {
                result.append("update of node \(update.state): the state is an input")
            }
            if body.nodes[update.state].type != body.nodes[update.value].type {
                result.append("update of node \(update.state): the value has the state's type")
            }
        }
        return result
    }
}
