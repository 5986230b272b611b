import Spec

/// Numbers between two bounds, equal ratios equally probable.
///
/// - Fields: bounds (two numbers > 0), step (> 0; default none: every number)
/// - Limits: with a step, a value stands for the stretch half a step to both sides
/// - Errors: `empty-domain` for bounds in the wrong order; `out-of-range` for bounds that are not positive
package struct LogUniformDomain: Domain {
    package static let name = "log_uniform"
    package static let summary = "Numbers between two bounds, equal ratios equally probable."
    package static let documentation = """
        The bounds are values, not exponents: {log_uniform: [1.0e-4, 0.1]} draws from 0.0001 to 0.1, a third \
        of the draws below 0.001. The usual domain of a learning rate.
        """
    package static let primaryField: String? = "bounds"
    package static let example: String? = "{log_uniform: [1.0e-4, 0.1]}"
    package let domain: ParameterDomain?

    package init(reading fields: inout FieldReader) {
        let interval = IntervalFields(reading: &fields, isLogarithmic: true, isWhole: false).interval
        domain = interval.map { .interval($0) }
    }
}
