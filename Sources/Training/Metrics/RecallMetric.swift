import Spec

package struct RecallMetric: ClassCountMetric {
    package static let name = "recall"
    package static let aliases: [String] = ["sensitivity"]
    package static let about = """
        The share of a class's rows that were assigned to it.

            recall = true positives / (true positives + false negatives)

        With two classes it is that of the positive one (`data.positive`), with more the mean over the
        classes that occur or are predicted. Higher is better.

        - Limits: 0 when the class has no rows; no rows or a NaN prediction → NaN
        - Source: scikit-learn `recall_score` (`zero_division=0`)
        """
    package let average: ClassAverage

    package init(reading fields: inout FieldReader) {
        average = ClassAverage(reading: &fields)
    }

    package init(average: ClassAverage = .automatic) {
        self.average = average
    }

    static func value(of one: ClassCounts) -> Double {
        ClassCounts.ratio(one.truePositives, one.truePositives + one.falseNegatives)
    }
}
