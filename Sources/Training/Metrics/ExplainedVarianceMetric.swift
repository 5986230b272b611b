import Spec

package struct ExplainedVarianceMetric: AccumulatedMetric, RegressionMetric {
    package static let name = "explained_variance"
    package static let about = """
        The share of the target's variance that is left when the errors' variance is taken away.

            explained_variance = 1 - Var(prediction - target) / Var(target)

        Per target column, then the mean over columns. Higher is better. Unlike `r2` it forgives an error
        that is the same for every row; where the two differ, the predictions are biased.

        - Limits: no rows → NaN; constant target → 1 if the error is constant as well, else 0
        - Source: scikit-learn `explained_variance_score` (`force_finite`, uniform average)
        """
    package let direction = MetricDirection.higherIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func sums(for task: PredictionTask) -> any MetricAccumulator {
        ErrorMoments(for: task) { $0.share(unexplained: $0.errorDeviation) }
    }
}
