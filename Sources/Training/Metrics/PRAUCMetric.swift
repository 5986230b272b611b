import Spec

package struct PRAUCMetric: Metric {
    package static let name = "pr_auc"
    package static let aliases: [String] = ["average_precision"]
    package static let about = """
        The mean precision over all thresholds, each counting by the recall it adds.

            pr_auc = Σ over scores s, from the highest: (recall(≥ s) - recall(> s)) precision(≥ s)

        The area under the curve of precision against recall, as a sum of steps. With rare positives it says
        more than `roc_auc`; guessing gives the share of positives. With two classes it is that of the
        positive one (`data.positive`), with more that of class against rest. Higher is better. It needs all
        rows at once.

        - Limits: a class without rows → 0; NaN prediction → NaN; O(n log n)
        - Source: scikit-learn `average_precision_score`; Davis and Goadrich, "The relationship between
          Precision-Recall and ROC curves", 2006, on why the points are not joined by straight lines
        """
    package static let primaryField: String? = "average"
    package let direction = MetricDirection.higherIsBetter
    package let average: ClassAverage

    package var label: String { average.label(for: Self.name) }
    package let isOfPositiveClass = true

    package init(reading fields: inout FieldReader) {
        average = ClassAverage(reading: &fields)
    }

    package init(average: ClassAverage = .automatic) {
        self.average = average
    }

    package func refusal(for task: PredictionTask) -> String? { average.refusal(for: task) }

    package func accumulator(for task: PredictionTask) -> (any MetricAccumulator)? { nil }

    package func value(of rows: ScoredRows) -> Double {
        average.value(of: rows, positive: rows.positiveClass) { ranked in
            let all = ranked.positiveWeight
            guard all > 0 else { return 0 }
            var positives = 0.0
            var negatives = 0.0
            var area = 0.0
            for step in ranked.steps() {
                positives += step.positives
                negatives += step.negatives
                // Rows without weight make no step.
                guard step.positives > 0 else { continue }
                area += step.positives / all * (positives / (positives + negatives))
            }
            return area
        }
    }
}
