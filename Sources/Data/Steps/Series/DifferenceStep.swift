import Spec

package struct DifferenceStep: SeriesStep {
    package static let name = "difference"
    package static let about = """
        Appends the change since an earlier row.

            column_diff7[t] = column[t] - column[t - 7]

        Rows are taken in the order they have here; with `group: station` each station's rows are a series
        of their own. The new columns, column_diff1 and so on, are appended. The target cannot be
        differenced, because its own value would be in its feature: take the difference of a lag.

        - Errors: columns that are not numbers; the target; too few rows
        - Source: values as in pandas' `diff`, with group as in `groupby(dropna=False)`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{difference: area}"

    static let takes = ColumnKinds.numericFeatures
    package static let transforms: [any Transform.Type] = [DifferenceTransform.self]

    let columns: ColumnSelector
    let periods: [Int]
    let group: ColumnSelector?
    let incomplete: IncompleteRows

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns whose changes are appended.")
        periods = fields.ints("periods", default: [1], in: .closed(1, 1e6), "Rows back.")
        group = fields.groupSelector()
        incomplete = fields.choice(
            "incomplete", default: .drop,
            "Whether rows without an earlier row are removed, or kept with a missing difference.")
        fields.checkDistinct(periods, "periods")
    }

    func transform(_ names: [String], group: [String]?) -> DifferenceTransform {
        DifferenceTransform(columns: names, periods: periods, group: group, incomplete: incomplete)
    }
}

struct DifferenceTransform: SeriesTransform {
    static let stepName = "difference"

    var columns: [String]
    let periods: [Int]
    let group: [String]?
    var incomplete: IncompleteRows

    var rowsBefore: Int { periods.max() ?? 0 }

    func outputs(of name: String) -> [String] { periods.map { "\(name)_diff\($0)" } }

    func made(of name: String, in table: Table, _ groups: RowGroups) throws -> [Column] {
        let column = try table.numbers(name, for: Self.stepName)
        let source = column.storage.pointer
        return periods.map { period in
            let storage = NumberStorage(uninitialized: column.count)
            for row in 0..<column.count {
                let earlier = groups.row(period, before: row).map { source[$0] } ?? .nan
                storage.pointer[row] = source[row] - earlier
            }
            return .numbers(NumberColumn(missingAsNaN: storage))
        }
    }
}
