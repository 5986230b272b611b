import Spec

/// The area under the curve of true-positive rate against false-positive rate.
///
///     auc = Σ over scores s, from the highest: n(s) (P(> s) + p(s) / 2) / (P N)
///     p(s), n(s): positives and negatives with the score s; P(> s): positives above it; P, N: all of them
///
/// - Fields: average (auto, binary, macro, micro or weighted, of class against rest; two classes have one curve,
///   whichever is positive)
/// - Limits: a class without rows, or with all of them, has no curve → NaN (weighted leaves it out); NaN prediction → NaN; O(n log n)
/// - Source: Mann and Whitney, "On a test of whether one of two random variables is stochastically larger",
///   1947; equals scikit-learn `roc_auc_score` (`multi_class="ovr"`)
package struct RocAucMetric: Metric {
    package static let name = "roc_auc"
    package static let aliases: [String] = ["auc"]
    package static let summary =
        "The chance that a random positive row is ranked above a random negative one."
    package static let documentation = """
        The area under the curve of true-positive rate against false-positive rate: the chance that a \
        random positive row gets a higher probability than a random negative one, ties counting half. With \
        more than two classes, the mean over classes of class against rest. Higher is better. NaN when a \
        class has no rows or all of them, except that with average weighted such a class has no weight. It needs all rows at once.
        """
    package static let primaryField: String? = "average"
    package let direction = MetricDirection.higherIsBetter
    package let average: ClassAverage

    package var label: String { average.label(for: Self.name) }

    package init(reading fields: inout FieldReader) {
        average = fields.choice(
            "average", default: ClassAverage.automatic, ClassAverage.documentation)
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
