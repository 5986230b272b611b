import Foundation
import Spec

package struct ExpStep: Step {
    package static let name = "exp"
    package static let about = """
        Replaces values by their exponential.

            y = e^x

        - Limits: missing values stay missing; undone for predictions when the target is among the columns
        - Errors: columns that are no numbers; values above 709.78, whose exponential is infinite
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{exp: log_price}"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.requiredColumnSelector("Columns that are changed.")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { context in
            ExponentialTransform(columns: try columns.resolveNumbers(in: context, for: Self.name))
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try columns.resolveNumbers(in: context, for: Self.name)
        return context.schema
    }
}

struct ExponentialTransform: Transform {
    static let stepName = "exp"

    let columns: [String]

    func apply(to table: Table) throws -> Table {
        var table = table
        for name in columns {
            let column = try table.numbers(name, for: Self.stepName)
            let changed = column.mapped { Foundation.exp($0) }
            if let row = changed.values.firstIndex(of: .infinity), column.values[row].isFinite {
                throw StepFailure(
                    "the exponential of \(column.values[row]), '\(name)' in data row \(table.rowId(row)) "
                        + "(counted from 0), is too large for a number",
                    help: "clip the column before")
            }
            try table.set(name, .numbers(changed))
        }
        return table
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0) }
        return kept.isEmpty ? nil : ExponentialTransform(columns: kept)
    }

    func effect(onTarget name: String) -> TargetEffect {
        columns.contains(name) ? .invertible(.exponential) : .none
    }
}
