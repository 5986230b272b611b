import Spec

package struct SpecificityMetric: ConfusionMetric {
    package static let name = "specificity"
    package static let about = """
        The share of rows of other classes that were not assigned to a class.

            specificity = true negatives / (true negatives + false positives)

        The recall of everything that is not the class. With two classes it is that of the positive one
        (`data.positive`) against the other, with more the mean over the classes that occur or are
        predicted. Higher is better.

        - Limits: 0 when every row belongs to the class; no rows or a NaN prediction → NaN
        - Source: Yerushalmy, "Statistical problems in assessing methods of medical diagnosis", 1947
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
            ClassCounts.ratio($0.trueNegatives, $0.trueNegatives + $0.falsePositives)
        }
    }
}
