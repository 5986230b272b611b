import Spec

package struct DropMissingStep: Step {
    package static let name = "drop_missing"
    package static let about = """
        Removes rows with missing values.

        It stands before the first fitted step, as every step that removes rows.

        - Limits: new data for prediction keep their rows
        - Errors: no row left
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{drop_missing: price}"

    package static let transforms: [any Transform.Type] = [DropMissingTransform.self]

    let columns: ColumnSelector
    let how: DropMissingTransform.How

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allColumns, "Columns that must have a value.")
        how = fields.choice(
            "how", default: .any, "Whether rows are removed where any, or all, of them are missing.")
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: true) { context in
            DropMissingTransform(columns: try columns.resolve(in: context), how: how)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try columns.resolve(in: context)
        return context.schema
    }
}

struct DropMissingTransform: RowRemovingTransform {
    enum How: String, Codable, Sendable, CaseIterable {
        case any, all
    }

    static let stepName = "drop_missing"

    let columns: [String]
    let how: How

    func apply(to table: Table) throws -> Table {
        let checked = columns.compactMap { table[$0] }
        let gaps = checked.filter { $0.missingCount > 0 }
        if gaps.isEmpty || (how == .all && gaps.count < checked.count) { return table }
        let rows = (0..<Int32(table.rowCount)).filter { row in
            how == .any
                ? !gaps.contains { $0.isMissing(Int(row)) } : !gaps.allSatisfy { $0.isMissing(Int(row)) }
        }
        guard !rows.isEmpty else {
            throw StepFailure("no row is left: each of \(table.rowCount) rows has missing values")
        }
        return table.gathering(rows)
    }
}
