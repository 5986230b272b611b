import Spec

/// Settings of a training that does not take place, because a solver computes the weights.
enum SolverBesideTraining: SpecCheck {
    static let code = "solver-beside-training"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        guard let solver = subject.spec.solver else { return [] }
        return ["optimizer", "schedule", "penalties", "initializer"].compactMap { key in
            guard let node = subject.resolved[key], node.origin != .defaultValue, node.content != .null
            else { return nil }
            return Diagnostic(
                code,
                "'\(key)' has no effect: the solver '\(type(of: solver.value).name)' computes the weights at once",
                at: node.origin, help: "remove '\(key)'", severity: .warning)
        }
    }
}
