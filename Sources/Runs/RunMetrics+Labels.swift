/// What figures are called for people.
extension RunMetrics {
    /// A figure with the class it is about, where it is about one: `f1 (fraud)`.
    package func label(of name: String) -> String {
        guard let positive, positiveFigures?.contains(name) == true else { return name }
        return "\(name) (\(positive))"
    }
}
