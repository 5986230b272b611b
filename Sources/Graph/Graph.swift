import Kernels

/// A computation in static single assignment form: typed, statically shaped nodes, each applied to earlier ones.
///
/// Every real value has the graph's one element type; indices are `int32`. Formulas over `Tensor` build it.
///
/// A mistake does not interrupt a formula. The graph keeps the first one, builds nothing any more, and throws it at the
/// next check point: `check`, which whoever asks a layer, a loss, an optimizer, a penalty or a gradient rule for its
/// nodes calls afterwards; `markOutput`, `update`, `gradients` and the backend's `compile` begin with it. No mistake is
/// lost, since nothing runs without being compiled.
///
/// Lifetime: built by one thread, then compiled by a `Backend` as often as wanted; later changes do not reach
/// programs already compiled.
///
/// Convention: activations and parameters have a leading trial axis, [trials or 1, …]; losses are [trials].
package final class Graph {
    /// `float32` or `float64`.
    package let realType: ElementType
    /// Axes a tensor may have: what the executor's walks over strided memory hold.
    package static let maximumRank = 8
    package private(set) var body = GraphBody()

    package init(realType: ElementType = .float32) {
        self.realType = realType == .int32 ? .float32 : realType
    }

    package var nodes: [Node] { body.nodes }

    /// The first mistake in a formula of this graph.
    package private(set) var failure: (any Error)?

    /// Throws the first mistake made since the graph was begun.
    package func check() throws {
        if let failure { throw failure }
    }

    /// Keeps a mistake if it is the first, and stands in for the value that could not be made.
    ///
    /// The stand-in has as many axes as a tensor can have, each of size 1: code that reads sizes goes on harmlessly.
    package func failed(_ mistake: any Error) -> Tensor {
        failure = failure ?? mistake
        let shape = Shape([Int](repeating: 1, count: Self.maximumRank))
        return Tensor(graph: self, id: -1, type: TensorType(shape, realType))
    }

    /// Adds a node after checking it with the operation's shape rule.
    package func append(_ operation: any Operation, _ inputs: [Tensor]) -> Tensor {
        do {
            try check()
            let type = try resultType(operation, inputs)
            body.nodes.append(Node(operation, inputs.map(\.id), type))
            return Tensor(graph: self, id: body.nodes.count - 1, type: type)
        } catch {
            return failed(error)
        }
    }

    private func resultType(_ operation: any Operation, _ inputs: [Tensor]) throws -> TensorType {
        let name = Swift.type(of: operation).name
        if let stranger = inputs.first(where: { $0.graph !== self }) {
            let error = GraphError(
                name, expected: "tensors of this graph", found: "a tensor of another graph")
            _ = stranger.graph.failed(error)
            throw error
        }
        let type = try operation.resultType(of: inputs.map(\.type), realType: realType)
        guard type.shape.rank <= Self.maximumRank else {
            let found = "\(type.shape.rank) axes, \(type)"
            throw GraphError(name, expected: "a result of at most \(Self.maximumRank) axes", found: found)
        }
        return type
    }

    /// The tensor of a node.
    func tensor(_ id: Int) -> Tensor { Tensor(graph: self, id: id, type: body.nodes[id].type) }

    /// Whether a tensor's numbers are known when the graph is built.
    func isConstant(_ tensor: Tensor) -> Bool { failure == nil && body.nodes[tensor.id].isConstant }

    /// Makes a value readable after a run under this name.
    package func markOutput(_ name: String, _ tensor: Tensor) throws {
        try check()
        if body.outputs.contains(where: { $0.name == name }) {
            throw GraphError("markOutput", expected: "a new name", found: "a second output '\(name)'")
        }
        body.outputs.append(GraphOutput(name: name, node: tensor.id))
    }

    /// Gives a state, which is an input, a new value at the end of a run. Every read in the graph sees the old one.
    package func update(state: Tensor, to value: Tensor) throws {
        try check()
        guard case .input = body.nodes[state.id].lowering else {
            throw GraphError("update", expected: "an input as the state", found: body.nodes[state.id].name)
        }
        guard state.type == value.type else {
            throw GraphError("update", expected: "a new value of \(state.type)", found: "\(value.type)")
        }
        if body.updates.contains(where: { $0.state == state.id }) {
            throw GraphError("update", expected: "one update per state", found: "a second one")
        }
        body.updates.append(StateUpdate(state: state.id, value: value.id))
    }

    /// The gradients of the sum of `objective`'s elements with respect to other values, as graph operations.
    /// With one loss per trial and parameters [trials, …] these are each trial's own gradients.
    package func gradients(of objective: Tensor, withRespectTo values: [Tensor]) throws -> [Tensor] {
        try check()
        return try GradientBuilder(self).gradients(of: objective, withRespectTo: values)
    }
}
