import Foundation
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
        let values =
            fields.requiredValue(
                "values", of: SpacedValues.self, "First value, last value, number of values.")?
            .numbers ?? []
        let place = fields.origin(of: "values")
        guard let spaced = SpacedFields(values, &fields, isLogarithmic: false) else {
            domain = nil
            return
        }
        domain = .levels(
            (0..<spaced.count).map { index in
                SpecNode(.number(Self.value(index, of: spaced)), origin: place)
            })
    }

    private static func value(_ index: Int, of spaced: SpacedFields) -> Double {
        if index == 0 { return spaced.start }
        if index == spaced.count - 1 { return spaced.stop }
        let share = Double(index) / Double(spaced.count - 1)
        return NumberInterval.rounded(spaced.start + share * (spaced.stop - spaced.start))
    }
}
