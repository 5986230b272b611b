import Spec

package struct UniformDomain: Domain {
    package static let name = "uniform"
    package static let about = """
        Numbers between two bounds, all equally probable.

        `{uniform: [0, 1]}` is every number from 0 to 1, both included; `{uniform: {bounds: [0, 1], step:
        0.25}}` only 0, 0.25, 0.5, 0.75 and 1.

        - Limits: a step that does not divide the stretch leaves its end out
        - Errors: `empty-domain` for bounds in the wrong order; `out-of-range` for bounds that are not
          positive
        """
    package static let primaryField: String? = "bounds"
    package static let example: String? = "{uniform: [0, 1]}"
    package let domain: ParameterDomain?

    package init(reading fields: inout FieldReader) {
        let interval = IntervalFields(reading: &fields, isLogarithmic: false, isWhole: false).interval
        domain = interval.map { .interval($0) }
    }
}
