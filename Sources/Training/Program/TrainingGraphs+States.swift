import Graph
import Kernels

/// What layers keep from step to step without a gradient, such as running means.
extension TrainingGraphs {
    /// The states of all layers and trials, [T, states]; nil when no layer has one.
    func stateInput(in graph: Graph) -> Tensor? {
        let count = plan.states.count
        return count > 0 ? graph.input(ProgramName.states, shape: [trials, count]) : nil
    }

    /// Each state as a view of the flat array: [T, dimensions…], or [T·members, …] where members have copies.
    func stateViews(of flat: Tensor?) -> [String: Tensor] {
        guard let flat else { return [:] }
        var byName: [String: Tensor] = [:]
        for entry in plan.states.entries {
            let part = flat.sliced(axis: 1, range: entry.range)
            byName[entry.declaration.name] = part.reshaped(
                to: Shape([trials * (entry.declaration.copies ?? 1)] + entry.declaration.shape.dimensions))
        }
        return byName
    }

    /// Puts the values that layers gave their states in place of the old ones; others stay.
    func updateStates(_ flat: Tensor?, _ pass: ForwardPass) throws {
        guard let flat, !pass.updates.isEmpty else { return }
        let parts = plan.states.entries.map { entry in
            pass.updates[entry.declaration.name]?.reshaped(to: [trials, entry.range.count])
                ?? flat.sliced(axis: 1, range: entry.range)
        }
        try pass.graph.update(state: flat, to: concatenate(parts, axis: 1))
    }
}
