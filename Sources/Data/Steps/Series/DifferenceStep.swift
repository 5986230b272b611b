import Spec

package struct DifferenceStep: Step {
    package static let name = "difference"
    package static let about = """
        Appends the change since an earlier row.

            column_diff7[t] = column[t] - column[t - 7]

        Rows are taken in the order they have here; with `group: station` each station's rows are a series
        of their own. The new columns, column_diff1 and so on, are appended. The target cannot be
        differenced, because its own value would be in its feature: take the difference of a lag.

        - Errors: columns that are no numbers; the target; too few rows
        - Source: values as in pandas' `diff`, with group as in `groupby(dropna=False)`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{difference: {columns: temperature, periods: [1, 24]}}"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let periods: [Int]
    let group: ColumnSelector?
    let incomplete: IncompleteRows

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.requiredColumnSelector("Columns whose changes are appended.")
        periods = fields.ints("periods", default: [1], in: .closed(1, 1e6), "Rows back.")
        group = fields.groupSelector()
        incomplete = fields.choice(
            "incomplete", default: .drop,
            "Whether rows without an earlier row are removed, or kept with a missing difference.")
        fields.checkDistinct(periods, "periods")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: incomplete == .drop) { context in
            DifferenceTransform(
                columns: try names(context), periods: periods,
                group: try group?.resolveGroup(in: context, for: Self.name), incomplete: incomplete)
        }
    }

    private func names(_ context: StepContext) throws -> [String] {
        _ = try columns.resolveValues(in: context, for: Self.name)
        return try columns.resolveNumbers(in: context, for: Self.name)
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try group?.resolveGroup(in: context, for: Self.name)
        return context.schema.appending(
            try names(context).flatMap { name in
                periods.map { ColumnSchema(name: "\(name)_diff\($0)", type: .number) }
            })
    }
}

struct DifferenceTransform: HistoryTransform {
    static let stepName = "difference"

    let columns: [String]
    let periods: [Int]
    /// Columns that name the series of a row; nil when all rows are one.
    let group: [String]?
    let incomplete: IncompleteRows

    /// The rows before a row of its group may be anywhere.
    var rowsOfHistory: Int { group == nil ? longestPeriod : -1 }
    private var longestPeriod: Int { periods.max() ?? 0 }

    func apply(to table: Table) throws -> Table {
        let groups = try RowGroups(table, by: group, for: Self.stepName)
        var added: [(name: String, column: Column)] = []
        for name in columns {
            let column = try table.numbers(name, for: Self.stepName)
            for period in periods {
                let storage = NumberStorage(uninitialized: column.count)
                let source = column.storage.pointer
                for row in 0..<column.count {
                    let earlier = groups.row(period, before: row).map { source[$0] } ?? .nan
                    storage.pointer[row] = source[row] - earlier
                }
                added.append(("\(name)_diff\(period)", .numbers(NumberColumn(missingAsNaN: storage))))
            }
        }
        return try table.appending(added).droppingIncomplete(
            before: incomplete == .drop ? longestPeriod : 0, after: 0, of: groups, for: Self.stepName)
    }

    func inputs(for outputs: Set<String>) -> Set<String> {
        inputs(
            for: outputs,
            making: columns.map { name in (name, periods.map { period in "\(name)_diff\(period)" }) },
            shared: group ?? [])
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let isUngrouped = group.map { !absent.isDisjoint(with: $0) } ?? false
        let lost = columns.filter { isUngrouped || absent.contains($0) }
        for name in lost {
            absent.formUnion(periods.map { "\(name)_diff\($0)" })
        }
        let kept = columns.filter { !lost.contains($0) }
        guard !kept.isEmpty else { return nil }
        return DifferenceTransform(columns: kept, periods: periods, group: group, incomplete: .keep)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}
