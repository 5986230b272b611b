import Spec

package struct Log1pStep: FunctionStep {
    package static let name = "log1p"
    package static let about = """
        Replaces values by the logarithm of one plus them.

            y = ln(1 + x)

        Exact for small values and defined at 0.

        - Limits: missing values stay missing; undone for predictions when the target is among the columns
        - Errors: columns that are not numbers; values that are not above -1, with their count and the first
          one's row
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{log1p: rooms}"

    let columns: ColumnSelector

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns that are changed.")
    }

    var function: Logarithm { Logarithm(base: nil, addsOne: true) }
}
