import Spec

package struct LogUniformDomain: Domain {
    package static let name = "log_uniform"
    package static let about = """
        Numbers between two bounds, equal ratios equally probable.

        The bounds are values, not exponents: `{log_uniform: [1.0e-4, 0.1]}` draws from 0.0001 to 0.1, a
        third of the draws below 0.001. The usual domain of a learning rate.

        - Limits: with a step, a value stands for the stretch half a step to both sides
        - Errors: `empty-domain` for bounds in the wrong order; `out-of-range` for bounds that are not
          positive
        """
    package static let primaryField: String? = "bounds"
    package static let example: String? = "{log_uniform: [1.0e-4, 0.1]}"
    package let domain: ParameterDomain?

    package init(reading fields: inout FieldReader) {
        let interval = IntervalFields(reading: &fields, isLogarithmic: true, isWhole: false).interval
        domain = interval.map { .interval($0) }
    }
}
