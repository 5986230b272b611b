import Spec

package struct LagStep: SeriesStep {
    package static let name = "lag"
    package static let about = """
        Appends the values of earlier rows.

            column_lag3[t] = column[t - 3]

        Rows are taken in the order they have here; with `group: store` each store's rows are a series of
        their own, and no value crosses from one to another (rows may stand mixed; those without a store are
        a group too). The new columns, column_lag1 and so on, are appended column by column, lag by lag. The
        target may be lagged, as earlier values are known.

        - Limits: new data for prediction keep their rows
        - Errors: fewer rows than the longest lag, in every group
        - Source: values as in pandas' `shift`, with group as in `groupby(dropna=False)`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{lag: {columns: [area, price], lags: [1, 2]}}"

    static let takes = ColumnKinds.values
    package static let transforms: [any Transform.Type] = [LagTransform.self]

    let columns: ColumnSelector
    let lags: [Int]
    let group: ColumnSelector?
    let incomplete: IncompleteRows

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns whose earlier values are appended.")
        lags = fields.ints("lags", default: [1], in: .closed(1, 1e6), "Rows back.")
        group = fields.groupSelector()
        incomplete = fields.choice(
            "incomplete", default: .drop,
            "Whether rows without all of their lags are removed, or kept with missing lags.")
        fields.checkDistinct(lags, "lags")
    }

    func transform(_ names: [String], group: [String]?) -> LagTransform {
        LagTransform(columns: names, lags: lags, group: group, incomplete: incomplete)
    }

    func appended(_ name: String, madeOf column: ColumnSchema) -> ColumnSchema {
        var lagged = column
        lagged.name = name
        return lagged
    }
}

struct LagTransform: SeriesTransform {
    static let stepName = "lag"

    var columns: [String]
    let lags: [Int]
    let group: [String]?
    var incomplete: IncompleteRows

    var rowsBefore: Int { lags.max() ?? 0 }

    func outputs(of name: String) -> [String] { lags.map { "\(name)_lag\($0)" } }

    func made(of name: String, in table: Table, _ groups: RowGroups) throws -> [Column] {
        guard let column = table[name] else {
            throw StepFailure("'lag' needs the column '\(name)', which is not there")
        }
        return lags.map { column.shifted(by: $0, in: groups) }
    }
}

extension Column {
    /// The values of rows further up in the same series (or down, for a negative number); missing where there is no
    /// such row.
    func shifted(by rows: Int, in groups: RowGroups) -> Column {
        switch self {
        case .numbers(let column):
            let storage = NumberStorage(uninitialized: count)
            for row in 0..<count {
                storage.pointer[row] =
                    groups.row(rows, before: row).map { column.storage.pointer[$0] } ?? .nan
            }
            return .numbers(NumberColumn(missingAsNaN: storage))
        case .categories(let column):
            let codes = (0..<count).map { row in
                groups.row(rows, before: row).map { column.codes[$0] } ?? CategoryColumn.missing
            }
            return .categories(CategoryColumn(codes: codes, levels: column.levels))
        case .text(let column):
            return .text(TextColumn((0..<count).map { groups.row(rows, before: $0).flatMap { column[$0] } }))
        case .booleans(let column):
            return .booleans(
                BooleanColumn((0..<count).map { groups.row(rows, before: $0).flatMap { column[$0] } }))
        case .tensors: return self
        }
    }
}
