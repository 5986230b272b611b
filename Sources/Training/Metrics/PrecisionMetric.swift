import Spec

package struct PrecisionMetric: ClassCountMetric {
    package static let name = "precision"
    package static let about = """
        The share of rows assigned to a class that belong to it.

            precision = true positives / (true positives + false positives)

        With two classes it is that of the positive one (`data.positive`), with more the mean over the
        classes that occur or are predicted. Higher is better.

        - Limits: 0 when nothing was assigned to the class; no rows or a NaN prediction → NaN
        - Source: scikit-learn `precision_score` (`zero_division=0`)
        """
    package let average: ClassAverage

    package init(reading fields: inout FieldReader) {
        average = ClassAverage(reading: &fields)
    }

    package init(average: ClassAverage = .automatic) {
        self.average = average
    }

    static func value(of one: ClassCounts) -> Double {
        ClassCounts.ratio(one.truePositives, one.truePositives + one.falsePositives)
    }
}
