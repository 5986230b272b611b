import Spec

package struct MatthewsCorrelationMetric: ConfusionMetric {
    package static let name = "mcc"
    package static let aliases: [String] = ["matthews_corrcoef"]
    package static let about = """
        The correlation between classes and predicted classes.

            mcc = (n Σ C_kk - Σ t_k p_k) / √((n² - Σ p_k²) (n² - Σ t_k²))
            C: the confusion counts; t_k, p_k: rows of class k and rows assigned to it; n: rows

        1 is perfect, 0 no better than chance, below 0 worse. Unlike accuracy it is not flattered by one
        class being common.

        - Limits: one class only, in truth or in prediction → 0; no rows or a NaN prediction → NaN
        - Source: Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient",
          2004; scikit-learn `matthews_corrcoef`
        """
    package let direction = MetricDirection.higherIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessClassification(task) }

    func value(of counts: ConfusionCounts) -> Double {
        let rows = counts.total
        let actual = counts.actualSums
        let predicted = counts.predictedSums
        func product(_ left: [Double], _ right: [Double]) -> Double {
            zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let agreement = counts.diagonal.reduce(0, +) * rows - product(actual, predicted)
        let spread = (rows * rows - product(predicted, predicted)) * (rows * rows - product(actual, actual))
        return spread == 0 ? 0 : agreement / spread.squareRoot()
    }
}
