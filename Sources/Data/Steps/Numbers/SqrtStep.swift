import Spec

package struct SqrtStep: FunctionStep {
    package static let name = "sqrt"
    package static let about = """
        Replaces values by their square root.

            y = √x

        - Limits: missing values stay missing; undone for predictions when the target is among the columns
        - Errors: columns that are not numbers; values below 0, with their count and the first one's row
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{sqrt: area}"

    let columns: ColumnSelector

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns that are changed.")
    }

    var function: SquareRoot { SquareRoot() }
}

struct SquareRoot: ColumnFunction {
    static let stateName = "sqrt"

    var domain: FunctionDomain {
        FunctionDomain(least: 0, help: "filter them out before, or clip: {columns: NAME, lower: 0}")
    }

    func values(of column: NumberColumn) -> NumberColumn { column.mapped { $0.squareRoot() } }

    func inverse(_ value: Double) -> Double { value * value }
}
