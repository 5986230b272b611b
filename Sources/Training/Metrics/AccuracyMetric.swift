import Spec

/// The share of rows assigned to their class.
///
///     accuracy = (rows with predicted class = class) / rows
///     predicted class: 1 if probability > 0.5 (two classes), else the first largest probability
///
/// - Limits: no rows or a NaN prediction → NaN
/// - Source: scikit-learn `accuracy_score`
package struct AccuracyMetric: ConfusionMetric {
    package static let name = "accuracy"
    package static let summary = "The share of rows assigned to their class."
    package static let documentation = """
        accuracy = rows whose predicted class is their class / rows. With two classes, class 1 is predicted \
        when its probability is above 0.5; else the class with the (first) largest probability. Higher is \
        better. NaN without rows or with a NaN prediction.
        """
    package let label = name
    package let direction = MetricDirection.higherIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessClassification(task) }

    func value(of counts: ConfusionCounts) -> Double {
        counts.diagonal.reduce(0, +) / counts.total
    }
}
