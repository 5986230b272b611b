import Spec

package struct IntUniformDomain: Domain {
    package static let name = "int_uniform"
    package static let about = """
        Whole numbers between two bounds, all equally probable.

        Both bounds are included: `{int_uniform: [1, 3]}` is 1, 2 or 3, and `{int_uniform: {bounds: [32,
        256], step: 32}}` the multiples of 32.

        - Limits: a step that does not divide the stretch leaves its end out
        - Errors: `empty-domain` for bounds in the wrong order; `out-of-range` for bounds that are not
          positive
        """
    package static let primaryField: String? = "bounds"
    package static let example: String? = "{int_uniform: [1, 8]}"
    package let domain: ParameterDomain?

    package init(reading fields: inout FieldReader) {
        let interval = IntervalFields(reading: &fields, isLogarithmic: false, isWhole: true).interval
        domain = interval.map { .interval($0) }
    }
}
