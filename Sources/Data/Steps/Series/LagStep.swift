import Spec

package struct LagStep: Step {
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
    package static let example: String? = "{lag: {columns: sales, lags: [1, 7]}}"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let lags: [Int]
    let group: ColumnSelector?
    let incomplete: IncompleteRows

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.requiredColumnSelector("Columns whose earlier values are appended.")
        lags = fields.ints("lags", default: [1], in: .closed(1, 1e6), "Rows back.")
        group = fields.groupSelector()
        incomplete = fields.choice(
            "incomplete", default: .drop,
            "Whether rows without all of their lags are removed, or kept with missing lags.")
        fields.checkDistinct(lags, "lags")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: incomplete == .drop) { context in
            LagTransform(
                columns: try columns.resolveValues(in: context, for: Self.name, target: true), lags: lags,
                group: try group?.resolveGroup(in: context, for: Self.name), incomplete: incomplete)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        let names = try columns.resolveValues(in: context, for: Self.name, target: true)
        _ = try group?.resolveGroup(in: context, for: Self.name)
        return context.schema.appending(
            names.flatMap { name in
                lags.map { lag in
                    var column = context.schema[name] ?? ColumnSchema(name: name, type: .number)
                    column.name = "\(name)_lag\(lag)"
                    return column
                }
            })
    }
}

/// What is done with rows that have too few rows before (or after) them.
enum IncompleteRows: String, Codable, Sendable, CaseIterable {
    case drop, keep
}

extension FieldReader {
    mutating func checkDistinct(_ values: [Int], _ name: String) {
        if Set(values).count < values.count || values.isEmpty {
            report(
                Diagnostic("repeated-value", "'\(name)' needs different values", at: origin(of: name)))
        }
    }
}

struct LagTransform: HistoryTransform {
    static let stepName = "lag"

    let columns: [String]
    let lags: [Int]
    /// Columns that name the series of a row; nil when all rows are one.
    let group: [String]?
    let incomplete: IncompleteRows

    /// The rows before a row of its group may be anywhere.
    var rowsOfHistory: Int { group == nil ? longestLag : -1 }
    private var longestLag: Int { lags.max() ?? 0 }

    func apply(to table: Table) throws -> Table {
        let groups = try RowGroups(table, by: group, for: Self.stepName)
        var added: [(name: String, column: Column)] = []
        for name in columns {
            guard let column = table[name] else {
                throw StepFailure("'lag' needs the column '\(name)', which is not there")
            }
            for lag in lags { added.append(("\(name)_lag\(lag)", column.shifted(by: lag, in: groups))) }
        }
        return try table.appending(added).droppingIncomplete(
            before: incomplete == .drop ? longestLag : 0, after: 0, of: groups, for: Self.stepName)
    }

    func inputs(for outputs: Set<String>) -> Set<String> {
        inputs(
            for: outputs, making: columns.map { name in (name, lags.map { lag in "\(name)_lag\(lag)" }) },
            shared: group ?? [])
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let isUngrouped = group.map { !absent.isDisjoint(with: $0) } ?? false
        let lost = columns.filter { isUngrouped || absent.contains($0) }
        for name in lost { absent.formUnion(lags.map { "\(name)_lag\($0)" }) }
        let kept = columns.filter { !lost.contains($0) }
        return kept.isEmpty ? nil : LagTransform(columns: kept, lags: lags, group: group, incomplete: .keep)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
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
