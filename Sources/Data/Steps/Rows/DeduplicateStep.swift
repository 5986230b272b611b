import Spec

package struct DeduplicateStep: ColumnwiseStep {
    package static let name = "deduplicate"
    package static let aliases: [String] = ["drop_duplicates"]
    package static let about = """
        Removes rows that repeat another one.

        Rows are the same where the chosen columns are: `{columns: [user, day], keep: last}`.

        - Limits: missing values are equal to each other; rows keep their order; new data for prediction
          keep their rows
        - Errors: columns of tensors
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{deduplicate: id}"

    enum Keep: String, Sendable, Codable, CaseIterable {
        case first, last
    }

    static let takes = ColumnKinds.values
    package static let transforms: [any Transform.Type] = [DeduplicateTransform.self]

    let columns: ColumnSelector
    let keep: Keep

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allColumns, "Columns that make rows the same.")
        keep = fields.choice("keep", default: .first, "Which of several equal rows stays.")
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: true) { context in
            DeduplicateTransform(columns: try names(in: context), keep: keep)
        }
    }
}

struct DeduplicateTransform: RowRemovingTransform {
    static let stepName = "deduplicate"

    let columns: [String]
    let keep: DeduplicateStep.Keep

    func apply(to table: Table) throws -> Table {
        let codes = try columns.map { try table.categories($0, for: Self.stepName).codes }
        // Rows are told apart column by column: the class so far and the column's code make the next class.
        var classes = [Int](repeating: 0, count: table.rowCount)
        for column in codes {
            var known: [Pair: Int] = [:]
            for row in classes.indices {
                let pair = Pair(before: classes[row], code: column[row])
                let next = known.count
                classes[row] = known[pair] ?? next
                if classes[row] == next { known[pair] = next }
            }
        }
        var seen: Set<Int> = []
        var rows: [Int32] = []
        let order = Array(0..<table.rowCount)
        for row in keep == .first ? order : order.reversed() where seen.insert(classes[row]).inserted {
            rows.append(Int32(row))
        }
        return rows.count == table.rowCount ? table : table.gathering(rows.sorted())
    }

    private struct Pair: Hashable {
        var before: Int
        var code: Int32
    }
}
