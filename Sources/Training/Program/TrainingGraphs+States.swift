import Graph
import Kernels

/// What layers keep from step to step without a gradient, such as running means.
extension TrainingGraphs {
    /// The states of all layers and trials, [T, states]; nil when no layer has one.
    func stateInput(in graph: Graph) throws -> Tensor? {
        guard plan.states.count > 0 else { return nil }
        return try graph.input(ProgramName.states, shape: [trials, plan.states.count])
    }

    /// Each state as a view of the flat array: [T, dimensions…].
    func stateViews(of flat: Tensor?, in graph: Graph) throws -> [String: Tensor] {
        guard let flat else { return [:] }
        var byName: [String: Tensor] = [:]
        for entry in plan.states.entries {
            let part = try graph.slice(flat, axis: 1, range: entry.range)
            let shape = Shape([trials] + entry.declaration.shape.dimensions)
            byName[entry.declaration.name] = try graph.reshape(part, to: shape)
        }
        return byName
    }

    /// Puts the values that layers gave their states in place of the old ones; others stay.
    func updateStates(_ flat: Tensor?, _ pass: ForwardPass) throws {
        guard let flat, !pass.updates.isEmpty else { return }
        let graph = pass.graph
        let parts = try plan.states.entries.map { entry in
            guard let value = pass.updates[entry.declaration.name] else {
                return try graph.slice(flat, axis: 1, range: entry.range)
            }
            return try graph.reshape(value, to: [trials, entry.range.count])
        }
        try graph.update(state: flat, to: graph.concatenate(parts, axis: 1))
    }
}
