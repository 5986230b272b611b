import Foundation
import Spec

package struct LogLossMetric: AccumulatedMetric {
    package static let name = "log_loss"
    package static let about = """
        The mean negative logarithm of the probability given to each row's class.

            log_loss = -(1/n) Σ log p(class of row)
            p clipped to [ε, 1 - ε],   ε = 2.220446049250313e-16

        Lower is better.

        - Limits: no rows or a NaN prediction → NaN; clipping bounds one row's share at 36.04
        - Source: scikit-learn `log_loss`, which clips by the double-precision ε as well
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessClassification(task) }

    package func sums(for task: PredictionTask) -> any MetricAccumulator {
        let clip = Double.ulpOfOne
        return RowMean { rows, row, target in
            -log(min(max(rows.probability(row: row, of: target), clip), 1 - clip))
        }
    }
}
