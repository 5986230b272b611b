import Spec

/// Whole numbers between two bounds, equal ratios equally probable.
///
/// - Fields: bounds (two whole numbers > 0), step (>= 1, default 1)
/// - Limits: a value stands for the stretch half a step to both sides
/// - Errors: `empty-domain` for bounds in the wrong order; `out-of-range` for bounds that are not positive
package struct LogIntDomain: Domain {
    package static let name = "log_int"
    package static let summary = "Whole numbers between two bounds, equal ratios equally probable."
    package static let documentation = """
        Both bounds are included, and are values, not exponents: {log_int: [16, 1024]} draws as many numbers \
        below 128 as above. The usual domain of a layer's width.
        """
    package static let primaryField: String? = "bounds"
    package static let example: String? = "{log_int: [16, 1024]}"
    package let domain: ParameterDomain?

    package init(reading fields: inout FieldReader) {
        let interval = IntervalFields(reading: &fields, isLogarithmic: true, isWhole: true).interval
        domain = interval.map { .interval($0) }
    }
}
