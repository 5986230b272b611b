import Spec

/// Settings of steps along a gradient, beside a model of trees.
enum TreesBesideTraining: SpecCheck {
    static let code = "trees-beside-training"

    private static let fields =
        ["optimizer", "schedule", "penalties", "initializer"]
        + [
            "batch_size", "drop_last", "shuffle", "accumulate", "grad_clip", "grad_clip_value", "ema_decay",
            "overfit_one_batch", "log_norms", "log_histograms",
        ].map { "train." + $0 }

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        guard let trees = subject.spec.trees else { return [] }
        return fields.compactMap { path in
            var node: SpecNode? = subject.resolved
            for key in path.split(separator: ".") { node = node?[String(key)] }
            guard let node, node.origin != .defaultValue, node.content != .null else { return nil }
            return Diagnostic(
                code, "'\(path)' has no effect: '\(type(of: trees.value).name)' grows trees round by round",
                at: node.origin, help: "remove '\(path)'", severity: .warning)
        }
    }
}
