import Kernels

/// Choosing where results go, so that states are updated in place and pieces of a whole are written straight
/// into it.
extension Planner {
    mutating func choosePlaces() {
        guard options.placesResults else {
            placeOutputs()
            return
        }
        for update in body.updates {
            guard let state = views[update.state], mayOverwrite(update) else { continue }
            _ = place(update.value, state)
        }
        placeOutputs()
        for id in body.nodes.indices.reversed() {
            guard let axis = (body.nodes[id].operation as? Concatenate)?.axis, !pieceArrays.contains(id)
            else {
                continue
            }
            var starts = [Int](repeating: 0, count: body.nodes[id].shape.rank)
            let whole = view(id)
            for input in body.nodes[id].inputs {
                _ = place(input, whole.sliced(starts))
                starts[axis] += body.nodes[input].shape[axis]
            }
        }
    }

    private mutating func placeOutputs() {
        for (position, output) in body.outputs.enumerated() {
            let node = body.nodes[output.node]
            let storage = addStorage(.output(position), node.type.elementType, count: node.shape.count)
            _ = place(output.node, StridedView(storage: storage, shape: node.shape))
            outputViews.append(StridedView(storage: storage, shape: node.shape))
        }
    }

    /// Decides that a result goes to a place; false when it is not computed, or has another place already.
    private mutating func place(_ id: Int, _ target: StridedView) -> Bool {
        let node = body.nodes[id]
        if analysis.isFreeView(id) {
            guard case .view(let change) = node.lowering else { return false }
            let input = node.inputs[0]
            let shape = body.nodes[input].shape
            guard let inner = target.unchanged(change, from: node.shape, to: shape) else { return false }
            return place(input, inner)
        }
        guard !analysis.isSource(id), views[id] == nil, placements[id] == nil else { return false }
        guard viewsStayFree(id, target) else { return false }
        placements[id] = target
        return true
    }

    /// Whether all views of a node can still be expressed by strides when it lies at `target`.
    private func viewsStayFree(_ id: Int, _ target: StridedView) -> Bool {
        for consumer in analysis.consumers[id] where analysis.isFreeView(consumer) {
            guard case .view(let change) = body.nodes[consumer].lowering else { continue }
            let (from, to) = (body.nodes[id].shape, body.nodes[consumer].shape)
            guard let view = target.changed(change, from: from, to: to) else { return false }
            guard viewsStayFree(consumer, view) else { return false }
        }
        return true
    }

    /// Whether the new value may be written over the old one: all other reads of the state come earlier, those in
    /// the same region read the very element that is written.
    private func mayOverwrite(_ update: StateUpdate) -> Bool {
        let root = analysis.linearRoots[update.value]
        let writer = unitOf[root]
        guard writer >= 0 else { return false }
        for (id, node) in body.nodes.enumerated() where unitOf[id] >= 0 {
            for input in node.inputs where analysis.memoryRoots[input] == update.state {
                if unitOf[id] > writer { return false }
                guard unitOf[id] == writer else { continue }
                guard case .region = units[writer].kind else { return false }
                let isWhole = analysis.linearRoots[input] == update.state
                if !isWhole || body.nodes[input].shape.count != node.shape.count { return false }
            }
        }
        return true
    }

    /// Before anything runs: outputs and new values that are inputs or constants, which later writes may change.
    mutating func copyEarly() {
        for (position, output) in body.outputs.enumerated() {
            guard unitOf[analysis.memoryRoots[output.node]] < 0 else { continue }
            copy(view(output.node), to: outputViews[position], shape: body.nodes[output.node].shape)
        }
        for update in body.updates {
            guard unitOf[analysis.memoryRoots[update.value]] < 0, update.value != update.state else {
                continue
            }
            let node = body.nodes[update.value]
            let temporary = newArenaView(node)
            copy(view(update.value), to: temporary, shape: node.shape)
            earlyCopies[update.value] = temporary
        }
    }

    /// After everything ran: outputs and states whose values were made elsewhere.
    mutating func copyLate() {
        for (position, output) in body.outputs.enumerated() {
            guard unitOf[analysis.memoryRoots[output.node]] >= 0 else { continue }
            let source = view(output.node)
            if source.storage == outputViews[position].storage { continue }
            copy(source, to: outputViews[position], shape: body.nodes[output.node].shape)
        }
        for update in body.updates where update.value != update.state {
            guard let state = views[update.state] else { continue }
            let source = earlyCopies[update.value] ?? view(update.value)
            if source == state { continue }
            copy(source, to: state, shape: body.nodes[update.state].shape)
        }
    }
}
