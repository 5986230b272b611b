import Spec

package struct BrierMetric: AccumulatedMetric {
    package static let name = "brier"
    package static let aliases: [String] = ["brier_score"]
    package static let about = """
        The mean squared distance between the probabilities and the truth.

            two classes:   brier = (1/n) Σ (p(class 1) - [class is 1])²              0 … 1
            more classes:  brier = (1/n) Σ Σ_k (p(k) - [class is k])²                0 … 2

        Lower is better. Unlike with `log_loss`, one row that was certain and wrong does not decide it.

        - Limits: no rows or a NaN prediction → NaN
        - Source: Brier, "Verification of forecasts expressed in terms of probability", 1950; scikit-learn
          `brier_score_loss`, whose two scales these are
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessClassification(task) }

    package func sums(for task: PredictionTask) -> any MetricAccumulator {
        let classes = task.classCount ?? 0
        return RowMean { rows, row, target in
            func square(_ index: Int) -> Double {
                let distance = rows.probability(row: row, of: index) - (index == target ? 1 : 0)
                return distance * distance
            }
            return classes == 2 ? square(1) : (0..<classes).reduce(0) { $0 + square($1) }
        }
    }
}
