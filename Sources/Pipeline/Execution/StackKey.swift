import Spec
import Training

/// What the trials of one stack must have in common: everything but what `TrialSettings` can give each of them.
///
/// Two trials with equal keys train on the same prepared data and differ at most in seed, schedule, starting values,
/// and the numbers that layers, penalties and optimizers leave out of their `programKey`.
enum StackKey {
    /// Nil for a trial that cannot share a stack: it has a solver or is made of trees, or has a time limit of its own.
    static func text(_ checked: CheckedSpec, dataKey: String) -> String? {
        let spec = checked.spec
        guard spec.solver == nil, spec.trees == nil, spec.train.maxTime == nil else { return nil }
        guard case .map(let entries) = checked.subject.resolved.content else { return nil }
        var parts = [dataKey, spec.optimizer.value.programKey, spec.model.programKey]
        parts += spec.optimizer.value.groups.map { $0.selection.patterns.joined(separator: " ") }
        parts += spec.penalties.map(\.value.programKey)
        for entry in entries where !ownKeys.contains(entry.key) {
            parts.append(entry.key + ":" + entry.value.canonicalJSON)
        }
        return parts.joined(separator: "\n")
    }

    /// Sections a trial has of its own, or that say themselves what their programs depend on.
    private static let ownKeys: Set<String> = [
        "name", "description", "seed", "device", "threads", "data", "initializer", "model", "penalties",
        "optimizer", "schedule", "solver", "predictions", "sweep",
    ]
}
