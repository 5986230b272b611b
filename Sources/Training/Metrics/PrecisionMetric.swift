import Spec

package struct PrecisionMetric: ConfusionMetric {
    package static let name = "precision"
    package static let about = """
        The share of rows assigned to a class that belong to it.

            precision = true positives / (true positives + false positives)

        With two classes it is that of the positive one (`data.positive`), with more the mean over the
        classes that occur or are predicted. Higher is better.

        - Limits: 0 when nothing was assigned to the class; no rows or a NaN prediction → NaN
        - Source: scikit-learn `precision_score` (`zero_division=0`)
        """
    package static let primaryField: String? = "average"
    package let direction = MetricDirection.higherIsBetter
    package let average: ClassAverage

    package var label: String { average.label(for: Self.name) }
    package var isOfPositiveClass: Bool { average.isOfPositiveClass }

    package init(reading fields: inout FieldReader) {
        average = fields.choice(
            "average", default: ClassAverage.automatic, ClassAverage.fieldText)
    }

    package init(average: ClassAverage = .automatic) {
        self.average = average
    }

    package func refusal(for task: PredictionTask) -> String? { average.refusal(for: task) }

    func value(of counts: ConfusionCounts) -> Double {
        average.value(of: counts) {
            ClassCounts.ratio($0.truePositives, $0.truePositives + $0.falsePositives)
        }
    }
}
