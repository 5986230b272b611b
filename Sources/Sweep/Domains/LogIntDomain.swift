import Spec

package struct LogIntDomain: Domain {
    package static let name = "log_int"
    package static let about = """
        Whole numbers between two bounds, equal ratios equally probable.

        Both bounds are included, and are values, not exponents: `{log_int: [16, 1024]}` draws as many
        numbers below 128 as above. The usual domain of a layer's width.

        - Limits: a value stands for the stretch half a step to both sides
        - Errors: `empty-domain` for bounds in the wrong order; `out-of-range` for bounds that are not
          positive
        """
    package static let primaryField: String? = "bounds"
    package static let example: String? = "{log_int: [16, 1024]}"
    package let domain: ParameterDomain?

    package init(reading fields: inout FieldReader) {
        let interval = IntervalFields(reading: &fields, isLogarithmic: true, isWhole: true).interval
        domain = interval.map { .interval($0) }
    }
}
