import Spec

package struct AccuracyMetric: ConfusionMetric {
    package static let name = "accuracy"
    package static let about = """
        The share of rows assigned to their class.

            accuracy = (rows with predicted class = class) / rows

        With two classes, class 1 is predicted when its probability is above 0.5; with more, the first class
        with the largest probability. Higher is better.

        - Limits: no rows or a NaN prediction → NaN
        - Source: scikit-learn `accuracy_score`
        """
    package let direction = MetricDirection.higherIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessClassification(task) }

    func value(of counts: ConfusionCounts) -> Double {
        counts.diagonal.reduce(0, +) / counts.total
    }
}
