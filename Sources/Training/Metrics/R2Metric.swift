import Spec

package struct R2Metric: AccumulatedMetric, RegressionMetric {
    package static let name = "r2"
    package static let aliases: [String] = ["r2_score"]
    package static let about = """
        The share of the target's variance that the predictions explain.

            r2 = 1 - Σ (prediction - target)² / Σ (target - mean(target))²

        Per target column, then the mean over columns. Higher is better; 0 is as good as the mean, negative
        is worse.

        - Limits: fewer than two rows → NaN; constant target → 1 if every prediction is exact, else 0
        - Source: scikit-learn `r2_score` (`force_finite`, uniform average)
        """
    package let direction = MetricDirection.higherIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func sums(for task: PredictionTask) -> any MetricAccumulator {
        ErrorMoments(for: task) { $0.rows < 2 ? .nan : $0.share(unexplained: $0.squaredError) }
    }
}
