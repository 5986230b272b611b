import Spec

package struct RelativeErrorOfMeansMetric: AccumulatedMetric, RegressionMetric {
    package static let name = "relative_error_of_means"
    package static let about = """
        How far the mean prediction is from the mean target, as a share of the mean target.

            relative_error_of_means = |mean(prediction) - mean(target)| / |mean(target)|

        The mean over target columns when there are several. Lower is better. It is not a mean of relative
        errors: it tends to 0 for any model with an intercept, however useless, so read it beside `r2`.

        - Limits: no rows → NaN; mean target 0 → infinity (NaN if the mean prediction is 0 as well)
        - Source: University of Science and Technology of China, ML24 Fall, lab 1, evaluation script
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func sums(for task: PredictionTask) -> any MetricAccumulator {
        ErrorMoments(for: task) { abs($0.predictionMean - $0.targetMean) / abs($0.targetMean) }
    }
}
