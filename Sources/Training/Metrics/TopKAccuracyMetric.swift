import Spec

package struct TopKAccuracyMetric: AccumulatedMetric {
    package static let name = "top_k_accuracy"
    package static let about = """
        The share of rows whose class is among the k most probable ones.

            top_k_accuracy = (rows with fewer than k classes ranked before their own) / rows

        Higher is better.

        - Limits: k at least the number of classes → 1; equally probable classes are ranked from the last to
          the first, as scikit-learn ranks them; no rows or a NaN prediction → NaN
        - Source: scikit-learn `top_k_accuracy_score`
        """
    package static let primaryField: String? = "k"
    package let direction = MetricDirection.higherIsBetter
    package let count: Int

    package var label: String { "top_\(count)_accuracy" }

    package init(reading fields: inout FieldReader) {
        count = fields.int(
            "k", default: 2, in: .greaterOrEqual(1), "How many classes may be named; with 1 it is accuracy.")
    }

    package init(count: Int = 2) {
        self.count = count
    }

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessClassification(task) }

    package func sums(for task: PredictionTask) -> any MetricAccumulator {
        let classes = task.classCount ?? 0
        let count = count
        return RowMean { rows, row, target in
            if count >= classes { return 1 }
            // One number per row decides as it does for accuracy: above one half is class 1.
            if rows.task.predictionColumns == 1 {
                return (rows.predictions[row] > 0.5 ? 1 : 0) == target ? 1 : 0
            }
            let own = rows.probability(row: row, of: target)
            let before = (0..<classes).reduce(0) { before, index in
                let other = rows.probability(row: row, of: index)
                return before + (other > own || (other == own && index > target) ? 1 : 0)
            }
            return before < count ? 1 : 0
        }
    }
}
