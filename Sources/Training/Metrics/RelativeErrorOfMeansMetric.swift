import Spec

/// How far the mean prediction is from the mean target, as a share of the mean target.
///
///     relative_error_of_means = |mean(prediction) - mean(target)| / |mean(target)|
///     (the mean over target columns when there are several)
///
/// It is not a mean of relative errors: it tends to 0 for any model with an intercept, however useless.
///
/// - Limits: no rows → NaN; mean target 0 → infinity (NaN if the mean prediction is 0 as well)
/// - Source: University of Science and Technology of China, ML24 Fall, lab 1, evaluation script
package struct RelativeErrorOfMeansMetric: AccumulatedMetric {
    package static let name = "relative_error_of_means"
    package static let summary =
        "How far the mean prediction is from the mean target, as a share of the mean target."
    package static let documentation = """
        relative_error_of_means = |mean(prediction) - mean(target)| / |mean(target)|, mean over target \
        columns. Lower is better. It tends to 0 for any model with an intercept, so read it beside r2. \
        Infinite when the mean target is 0; NaN without rows.
        """
    package let label = name
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessRegression(task) }

    package func sums(for task: PredictionTask) -> any MetricAccumulator {
        ErrorMoments(for: task) { abs($0.predictionMean - $0.targetMean) / abs($0.targetMean) }
    }
}
