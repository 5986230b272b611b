import Spec

package struct SpecificityMetric: ClassCountMetric {
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
    package let average: ClassAverage

    package init(reading fields: inout FieldReader) {
        average = ClassAverage(reading: &fields)
    }

    package init(average: ClassAverage = .automatic) {
        self.average = average
    }

    static func value(of one: ClassCounts) -> Double {
        ClassCounts.ratio(one.trueNegatives, one.trueNegatives + one.falsePositives)
    }
}
