import Spec

package struct LinspaceDomain: Domain {
    package static let name = "linspace"
    package static let about = """
        A number of values at equal distances, both ends included.

            value i = first + i · (last - first) / (count - 1)

        `{linspace: [0, 1, 5]}` is 0, 0.25, 0.5, 0.75, 1.

        - Limits: both ends are exact, values between them are rounded to 15 significant digits; one value
          is the first; at most 100,000 values
        - Errors: `out-of-range` for a count that is not whole or not positive
        """
    package static let primaryField: String? = "values"
    package static let example: String? = "{linspace: [0, 1, 5]}"
    package let domain: ParameterDomain?

    package init(reading fields: inout FieldReader) {
        domain = SpacedFields.levels(reading: &fields, isLogarithmic: false) { share, first, last in
            first + share * (last - first)
        }
    }
}
