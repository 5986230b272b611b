import Foundation
import Spec

package struct LogspaceDomain: Domain {
    package static let name = "logspace"
    package static let about = """
        A number of values at equal ratios, both ends included.

            value i = first · (last / first)^(i / (count - 1))

        `{logspace: [1.0e-4, 0.1, 4]}` is 0.0001, 0.001, 0.01, 0.1. The bounds are values, not exponents.

        - Limits: both ends are exact, values between them are rounded to 15 significant digits; one value
          is the first; at most 100,000 values
        - Errors: `out-of-range` for a count that is not whole or not positive, and for bounds that are not
          positive
        """
    package static let primaryField: String? = "values"
    package static let example: String? = "{logspace: [1.0e-4, 0.1, 4]}"
    package let domain: ParameterDomain?

    package init(reading fields: inout FieldReader) {
        domain = SpacedFields.levels(reading: &fields, isLogarithmic: true) { share, first, last in
            first * pow(last / first, share)
        }
    }
}
