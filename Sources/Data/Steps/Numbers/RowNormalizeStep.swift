import Spec

package struct RowNormalizeStep: ColumnwiseStep {
    package static let name = "row_normalize"
    package static let about = """
        Scales every row to length 1 over the chosen columns.

            y = x / length of the row

        - Limits: a row of zeros stays; a row with a missing value becomes missing in all of the columns
        - Errors: columns that are not numbers; the target among them
        - Source: values as in scikit-learn's `Normalizer`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{row_normalize: [area, rooms]}"

    static let takes = ColumnKinds.numericFeatures
    package static let transforms: [any Transform.Type] = [RowNormalizeTransform.self]

    let columns: ColumnSelector
    let norm: RowNormalizeTransform.Norm

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns that make up the row.")
        norm = fields.choice(
            "norm", default: .l2,
            "The length: sum of magnitudes (l1), Euclidean length (l2), or largest magnitude (max).")
    }

    package var preparation: StepPreparation {
        stateless { RowNormalizeTransform(columns: $0, norm: norm) }
    }
}

struct RowNormalizeTransform: Transform {
    enum Norm: String, Codable, Sendable, CaseIterable {
        case l1, l2, max
    }

    static let stepName = "row_normalize"

    let columns: [String]
    let norm: Norm

    func apply(to table: Table) throws -> Table {
        let values = try columns.map { try table.numbers($0, for: Self.stepName) }
        var lengths = [Double](repeating: 0, count: table.rowCount)
        for column in values {
            let source = column.storage.pointer
            switch norm {
            case .l1: for row in lengths.indices { lengths[row] += abs(source[row]) }
            case .l2: for row in lengths.indices { lengths[row] += source[row] * source[row] }
            case .max:
                for row in lengths.indices where !(abs(source[row]) <= lengths[row]) {
                    lengths[row] = lengths[row].isNaN ? .nan : abs(source[row])
                }
            }
        }
        if norm == .l2 { for row in lengths.indices { lengths[row] = lengths[row].squareRoot() } }
        var table = table
        for (name, column) in zip(columns, values) {
            let storage = NumberStorage(uninitialized: column.count)
            let source = column.storage.pointer
            for row in lengths.indices {
                storage.pointer[row] = source[row] / (lengths[row] == 0 ? 1 : lengths[row])
            }
            try table.set(name, .numbers(NumberColumn(missingAsNaN: storage)))
        }
        return table
    }

    /// A row's length needs all of its columns.
    func inputs(for outputs: Set<String>) -> Set<String> {
        outputs.isDisjoint(with: columns) ? outputs : outputs.union(columns)
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        if absent.isDisjoint(with: columns) { return self }
        absent.formUnion(columns)
        return nil
    }
}
