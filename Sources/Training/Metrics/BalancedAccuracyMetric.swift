import Spec

package struct BalancedAccuracyMetric: ConfusionMetric {
    package static let name = "balanced_accuracy"
    package static let about = """
        The mean over classes of the share of a class's rows assigned to it.

            balanced_accuracy = mean over classes with rows of (true positives / rows of the class)

        A rare class counts as much as a common one, and always guessing one of k classes gives 1/k. Higher
        is better.

        - Limits: a class without rows does not count; no rows or a NaN prediction → NaN
        - Source: scikit-learn `balanced_accuracy_score`
        """
    package let direction = MetricDirection.higherIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessClassification(task) }

    func value(of counts: ConfusionCounts) -> Double {
        let shares = zip(counts.diagonal, counts.actualSums).filter { $0.1 > 0 }.map { $0.0 / $0.1 }
        return shares.reduce(0, +) / Double(shares.count)
    }
}
