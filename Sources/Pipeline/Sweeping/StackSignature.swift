import Spec
import Training

/// What the trials of one stack must have in common: everything but what `TrialSettings` can give each of them.
///
/// Two trials with equal signatures differ at most in seed, schedule, starting values, dropout rates, factors of
/// penalties and the optimizer's numbers, and train on the same prepared data.
enum StackSignature {
    /// Nil for a trial that cannot share a stack: it has a solver, or a time limit of its own.
    static func text(_ checked: CheckedSpecification, dataKey: String) -> String? {
        let spec = checked.spec
        guard spec.solver == nil, spec.train.maxTime == nil else { return nil }
        guard case .map(let entries) = checked.subject.resolved.content else { return nil }
        var parts = [dataKey, spec.optimizer.value.structure]
        parts += spec.optimizer.value.groups.map { $0.selection.patterns.joined(separator: " ") }
        for entry in entries where !ownKeys.contains(entry.key) {
            parts.append(entry.key + ":" + shared(entry.value.content).canonicalJSON)
        }
        return parts.joined(separator: "\n")
    }

    /// Sections a trial has of its own, or that are compared in another way.
    private static let ownKeys: Set<String> = [
        "name", "description", "seed", "device", "threads", "data", "initializer", "optimizer", "schedule",
        "solver", "predictions", "sweep",
    ]

    /// A value without what may differ inside a stack.
    private static func shared(_ content: SpecContent) -> SpecContent {
        switch content {
        case .null, .bool, .integer, .number, .string:
            return content
        case .list(let items):
            return .list(items.map { SpecNode(shared($0.content), origin: .defaultValue) })
        case .map(let entries):
            let type = entries.first { $0.key == "type" }?.value.content
            let kept = entries.compactMap { entry -> SpecEntry? in
                var entry = entry
                switch (type, entry.key) {
                case (_, "weight_init"), (_, "bias_init"), (.string("l1"), "factor"),
                    (.string("l2"), "factor"):
                    return nil
                case (.string("dropout"), "rate"):
                    // A layer that drops nothing draws no random numbers: another program.
                    let isOff = entry.value.content == .number(0) || entry.value.content == .integer(0)
                    entry.value = SpecNode(.bool(!isOff), origin: .defaultValue)
                default:
                    entry.value = SpecNode(shared(entry.value.content), origin: .defaultValue)
                }
                return entry
            }
            return .map(kept)
        }
    }
}
