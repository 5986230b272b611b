import Foundation
import Spec

package struct CbrtStep: FunctionStep {
    package static let name = "cbrt"
    package static let about = """
        Replaces values by their cube root.

            y = sign(x) |x|^(1/3)

        Brings large values of both signs together, where `log` and `sqrt` take positive ones only.

        - Limits: missing values stay missing; undone for predictions when the target is among the columns
        - Errors: columns that are not numbers
        - Source: values as `numpy.cbrt`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{cbrt: area}"

    let columns: ColumnSelector

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns that are changed.")
    }

    var function: CubeRoot { CubeRoot() }
}

struct CubeRoot: ColumnFunction {
    static let stateName = "cbrt"

    func values(of column: NumberColumn) -> NumberColumn { column.mapped { cbrt($0) } }

    func inverse(_ value: Double) -> Double { value * value * value }
}
