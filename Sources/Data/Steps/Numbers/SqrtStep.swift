import Spec

package struct SqrtStep: Step {
    package static let name = "sqrt"
    package static let about = """
        Replaces values by their square root.

            y = √x

        - Limits: missing values stay missing; undone for predictions when the target is among the columns
        - Errors: columns that are no numbers; values below 0, with their count and the first one's row
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{sqrt: [area, count]}"

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
            SquareRootTransform(columns: try columns.resolveNumbers(in: context, for: Self.name))
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try columns.resolveNumbers(in: context, for: Self.name)
        return context.schema
    }
}

struct SquareRootTransform: Transform {
    static let stepName = "sqrt"

    let columns: [String]

    func apply(to table: Table) throws -> Table {
        var table = table
        for name in columns {
            let column = try table.numbers(name, for: Self.stepName)
            if let first = column.values.firstIndex(where: { $0 < 0 }) {
                let count = column.values.count { $0 < 0 }
                throw StepFailure(
                    "\(count) value\(count == 1 ? " of '\(name)' is" : "s of '\(name)' are") below 0, first "
                        + "\(column.values[first]) in data row \(table.rowId(first)) (counted from 0)",
                    help: "filter them out before, or clip: {columns: \(name), lower: 0}")
            }
            try table.set(name, .numbers(column.mapped { $0.squareRoot() }))
        }
        return table
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0) }
        return kept.isEmpty ? nil : SquareRootTransform(columns: kept)
    }

    func effect(onTarget name: String) -> TargetEffect {
        columns.contains(name) ? .invertible(.squareRoot) : .none
    }
}
