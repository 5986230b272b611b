import Foundation
import Spec

package struct ExpStep: FunctionStep {
    package static let name = "exp"
    package static let about = """
        Replaces values by their exponential.

            y = e^x

        - Limits: missing values stay missing; undone for predictions when the target is among the columns
        - Errors: columns that are not numbers; values above 709.78, whose exponential is infinite
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{exp: rooms}"

    let columns: ColumnSelector

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns that are changed.")
    }

    var function: Exponential { Exponential() }
}

struct Exponential: ColumnFunction {
    static let stateName = "exp"

    /// The exponential of anything above is infinite.
    var domain: FunctionDomain {
        FunctionDomain(most: log(Double.greatestFiniteMagnitude), help: "clip the column before")
    }

    func values(of column: NumberColumn) -> NumberColumn { column.mapped { exp($0) } }

    /// A prediction that is not above 0 has no original.
    func inverse(_ value: Double) -> Double { value > 0 ? log(value) : .nan }
}
