/// What figures are called for people.
extension RunMetrics {
    /// Measures that are of one class where there are two; those averaged over classes have other names.
    private static let ofOneClass: Set<String> = [
        "precision", "recall", "f1", "specificity", "roc_auc", "pr_auc", "average_precision",
    ]

    /// A measure with the class it is of: `f1 (fraud)`.
    package func label(of name: String) -> String {
        guard let positiveFigures else { return Self.label(of: name, positive: positive) }
        guard let positive, positiveFigures.contains(name) else { return name }
        return "\(name) (\(positive))"
    }

    package static func label(of name: String, positive: String?) -> String {
        guard let positive, ofOneClass.contains(name) else { return name }
        return "\(name) (\(positive))"
    }
}
