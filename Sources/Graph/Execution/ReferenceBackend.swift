import Kernels

/// Evaluates a graph node by node with the operations' own definitions, in double precision rounded to the
/// graph's element type after every operation. Slow; what the planned backend is tested against.
package struct ReferenceBackend: Backend {
    package init() {}

    package func compile(_ graph: Graph, options: CompileOptions) throws -> any CompiledProgram {
        try graph.check()
        let violations = GraphValidity.violations(in: graph.body, realType: graph.realType)
        guard violations.isEmpty else {
            throw GraphError("compile", expected: "a legal graph", found: violations.joined(separator: "; "))
        }
        return ReferenceProgram(graph.body)
    }
}

/// A program of `ReferenceBackend`.
final class ReferenceProgram: CompiledProgram {
    private let body: GraphBody
    private let inputs: [String: Int]
    private var bound: [Int: Buffer] = [:]
    private let outputs: [String: Buffer]

    init(_ body: GraphBody) {
        self.body = body
        var inputs: [String: Int] = [:]
        for (id, node) in body.nodes.enumerated() {
            if let input = node.operation as? Input { inputs[input.label] = id }
        }
        self.inputs = inputs
        var outputs: [String: Buffer] = [:]
        for output in body.outputs {
            let type = body.nodes[output.node].type
            outputs[output.name] = Buffer(type.elementType, count: type.shape.count)
        }
        self.outputs = outputs
    }

    var inputNames: [String] { body.nodes.compactMap { ($0.operation as? Input)?.label } }
    var planDescription: String {
        body.nodes.enumerated().map {
            "\($0) = \($1.name) \($1.inputs) \($1.operation.attributes): \($1.type)"
        }
        .joined(separator: "\n")
    }

    func bind(_ name: String, _ buffer: Buffer) throws {
        guard let id = inputs[name] else {
            throw GraphError(
                "bind", expected: "one of \(inputNames.joined(separator: ", "))", found: "'\(name)'")
        }
        try Binding.check(name, buffer, body.nodes[id].type)
        bound[id] = buffer
    }

    func output(_ name: String) throws -> Buffer {
        guard let buffer = outputs[name] else {
            let names = body.outputs.map(\.name).joined(separator: ", ")
            throw GraphError("output", expected: "one of \(names)", found: "'\(name)'")
        }
        return buffer
    }

    func run() throws {
        var values: [HostTensor] = []
        for (id, node) in body.nodes.enumerated() {
            if let input = node.operation as? Input {
                guard let buffer = bound[id] else {
                    throw GraphError("run", expected: "input '\(input.label)' bound", found: "no buffer")
                }
                values.append(HostTensor(node.shape, copying: buffer))
            } else {
                let value = node.operation.evaluate(node.inputs.map { values[$0] }, as: node.type)
                values.append(value.rounded(to: node.type.elementType))
            }
        }
        for output in body.outputs { outputs[output.name].map { values[output.node].write(to: $0) } }
        for update in body.updates { bound[update.state].map { values[update.value].write(to: $0) } }
    }
}

/// Checks of buffers bound to inputs.
enum Binding {
    static func check(_ name: String, _ buffer: Buffer, _ type: TensorType) throws {
        guard buffer.elementType == type.elementType, buffer.count >= type.shape.count else {
            let found = "\(buffer.count) of \(buffer.elementType.rawValue)"
            throw GraphError("bind", expected: "'\(name)' of \(type)", found: found)
        }
    }
}
