import Spec

package struct RocAucMetric: Metric {
    package static let name = "roc_auc"
    package static let aliases: [String] = ["auc"]
    package static let about = """
        The chance that a random positive row is ranked above a random negative one.

            roc_auc = Σ over scores s, from the highest: n(s) (P(> s) + p(s) / 2) / (P N)
            p(s), n(s): positives and negatives with the score s; P(> s): positives above it
            P, N: all positives and negatives

        The area under the curve of true-positive rate against false-positive rate; ties count half. Two
        classes have one curve, whichever is positive; with more it is that of class against rest. Higher is
        better. It needs all rows at once.

        - Limits: a class without rows, or with all of them, has no curve → NaN (weighted leaves it out);
          NaN prediction → NaN; O(n log n)
        - Source: Mann and Whitney, "On a test of whether one of two random variables is stochastically
          larger", 1947; equals scikit-learn `roc_auc_score` (`multi_class="ovr"`)
        """
    package static let primaryField: String? = "average"
    package let direction = MetricDirection.higherIsBetter
    package let average: ClassAverage

    package var label: String { average.label(for: Self.name) }

    package init(reading fields: inout FieldReader) {
        average = ClassAverage(reading: &fields)
    }

    package init(average: ClassAverage = .automatic) {
        self.average = average
    }

    package func refusal(for task: PredictionTask) -> String? { average.refusal(for: task) }

    package func accumulator(for task: PredictionTask) -> (any MetricAccumulator)? { nil }

    package func value(of rows: ScoredRows) -> Double {
        average.value(of: rows, positive: 1) { ranked in
            var positives = 0.0
            var negatives = 0.0
            var area = 0.0
            for step in ranked.steps() {
                area += step.negatives * (positives + step.positives / 2)
                positives += step.positives
                negatives += step.negatives
            }
            return positives > 0 && negatives > 0 ? area / (positives * negatives) : .nan
        }
    }
}
