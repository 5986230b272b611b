import Kernels

/// Reverse-mode differentiation: adds the gradient nodes of an objective to its graph.
///
/// The only place that adds gradients together and sums over broadcast axes. Rules are written in graph
/// operations, so gradients of gradients need nothing more. Contributions that are disjoint pads along one axis,
/// as from the parameters sliced out of one flat state, are concatenated instead of added.
struct GradientBuilder {
    private let graph: Graph

    init(_ graph: Graph) { self.graph = graph }

    func gradients(of objective: Tensor, withRespectTo values: [Tensor]) throws -> [Tensor] {
        guard objective.elementType.isReal else {
            throw GraphError("gradients", expected: "a real objective", found: "\(objective.type)")
        }
        for value in values where !value.elementType.isReal {
            throw GraphError("gradients", expected: "real values", found: "\(value.type)")
        }
        let relevant = nodesDepending(on: values, upTo: objective.id)
        var contributions = [[Tensor]](repeating: [], count: objective.id + 1)
        contributions[objective.id] = [graph.constant(1, objective.shape)]
        var totals: [Int: Tensor] = [:]
        for id in stride(from: objective.id, through: 0, by: -1) {
            guard relevant[id], !contributions[id].isEmpty else { continue }
            let total = sum(contributions[id], shape: graph.nodes[id].shape)
            totals[id] = total
            for (input, gradient) in try inputGradients(of: id, gradient: total, relevant: relevant) {
                contributions[input].append(gradient)
            }
        }
        return values.map { totals[$0.id] ?? graph.constant(0, $0.shape) }
    }

    /// The gradients a node hands to its inputs, each of the input's shape.
    private func inputGradients(
        of id: Int, gradient: Tensor, relevant: [Bool]
    ) throws -> [(input: Int, gradient: Tensor)] {
        let node = graph.nodes[id]
        guard node.inputs.contains(where: { relevant[$0] }) else { return [] }
        let inputs = node.inputs.map { graph.tensor($0) }
        let context = GradientContext(
            graph: graph, inputs: inputs, output: graph.tensor(id), gradient: gradient)
        let rule = node.operation.gradient(context)
        try graph.check()
        switch rule {
        case .notDifferentiable(let reason):
            throw GraphError(
                "gradients", expected: "differentiable operations", found: "\(node.name): \(reason)")
        case .inputs(let gradients):
            var result: [(Int, Tensor)] = []
            for (input, gradient) in zip(inputs, gradients) {
                guard relevant[input.id], let gradient else { continue }
                result.append((input.id, sumBroadcastAxes(gradient, to: input.shape)))
            }
            return result
        }
    }

    /// Which nodes up to an id have one of the values among their ancestors or are one.
    private func nodesDepending(on values: [Tensor], upTo last: Int) -> [Bool] {
        var result = [Bool](repeating: false, count: last + 1)
        for value in values where value.id <= last { result[value.id] = true }
        for id in 0...last where graph.nodes[id].inputs.contains(where: { result[$0] }) {
            result[id] = graph.nodes[id].type.elementType.isReal
        }
        return result
    }

    /// `gradient` summed over the axes along which an input of `shape` was repeated.
    private func sumBroadcastAxes(_ gradient: Tensor, to shape: Shape) -> Tensor {
        guard gradient.shape != shape else { return gradient }
        if shape.strides(broadcastTo: gradient.shape) == nil {
            return gradient.broadcast(to: shape)
        }
        let missing = gradient.shape.rank - shape.rank
        let axes = gradient.shape.dimensions.indices.filter {
            $0 < missing || (shape[$0 - missing] == 1 && gradient.shape[$0] != 1)
        }
        return gradient.sum(axes: axes, keepDimensions: true).reshaped(to: shape)
    }

    private func sum(_ contributions: [Tensor], shape: Shape) -> Tensor {
        if let joined = concatenatedPads(contributions) { return joined }
        return contributions.dropFirst().reduce(contributions[0], +)
    }

    /// Zero-padded contributions that do not overlap along their one padded axis, laid side by side.
    private func concatenatedPads(_ contributions: [Tensor]) -> Tensor? {
        var pieces: [(start: Int, tensor: Tensor)] = []
        var axis: Int?
        for contribution in contributions {
            let node = graph.nodes[contribution.id]
            guard let pad = node.operation as? Pad, pad.value == 0 else { return nil }
            let padded = pad.before.indices.filter { pad.before[$0] + pad.after[$0] > 0 }
            guard padded.count == 1, axis == nil || axis == padded[0] else { return nil }
            axis = padded[0]
            pieces.append((pad.before[padded[0]], graph.tensor(node.inputs[0])))
        }
        guard let axis else { return nil }
        pieces.sort { $0.start < $1.start }
        return joined(pieces, axis: axis, shape: contributions[0].shape)
    }

    private func joined(_ pieces: [(start: Int, tensor: Tensor)], axis: Int, shape: Shape) -> Tensor? {
        var parts: [Tensor] = []
        var position = 0
        func fill(to end: Int) {
            guard end > position else { return }
            var gap = shape
            gap[axis] = end - position
            parts.append(graph.constant(0, gap))
        }
        for piece in pieces {
            guard piece.start >= position else { return nil }
            fill(to: piece.start)
            parts.append(piece.tensor)
            position = piece.start + piece.tensor.shape[axis]
        }
        fill(to: shape[axis])
        return concatenate(parts, axis: axis)
    }
}
