import Spec

package struct F1Metric: ClassCountMetric {
    package static let name = "f1"
    package static let about = """
        The harmonic mean of precision and recall.

            f1 = 2 true positives / (2 true positives + false positives + false negatives)

        With two classes it is that of the positive one (`data.positive`), with more the mean over the
        classes that occur or are predicted. Higher is better.

        - Limits: 0 when the class neither occurs nor is predicted; no rows or a NaN prediction → NaN
        - Source: scikit-learn `f1_score` (`zero_division=0`)
        """
    package let average: ClassAverage

    package init(reading fields: inout FieldReader) {
        average = ClassAverage(reading: &fields)
    }

    package init(average: ClassAverage = .automatic) {
        self.average = average
    }

    static func value(of one: ClassCounts) -> Double {
        let wrong = one.falsePositives + one.falseNegatives
        return ClassCounts.ratio(2 * one.truePositives, 2 * one.truePositives + wrong)
    }
}
