import Spec

package struct RollingStep: Step {
    package static let name = "rolling"
    package static let about = """
        Appends statistics over the last rows.

            column_mean7[t] = mean of column[t - shift - 6] … column[t - shift]

        Rows are taken in the order they have here; with `group: store` each store's rows are a series of
        their own, and a window never reaches into another. The new columns are appended: column_mean7,
        column_std7 (divisor window - 1), and with a shift column_mean7_lag1. The target needs a shift of at
        least 1, as its own value would be in its feature.

        - Limits: a window with a missing value gives a missing one
        - Errors: columns that are no numbers; the target without a shift; too few rows
        - Source: values as in pandas' `rolling`, with group as in `groupby(dropna=False)`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? =
        "{rolling: {columns: sales, window: 7, statistics: [mean, std], shift: 1}}"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let window: Int
    let statistics: [RollingTransform.Statistic]
    let shift: Int
    let group: ColumnSelector?
    let incomplete: IncompleteRows

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.requiredColumnSelector("Columns whose statistics are appended.")
        window = fields.int("window", default: 7, in: .closed(1, 1e6), "Rows in a window.")
        statistics = fields.value(
            "statistics", default: [.mean], "Statistics, of mean, sum, min, max and std.")
        shift = fields.int(
            "shift", default: 0, in: .closed(0, 1e6),
            "Rows between a window's last row and the row; with 0 the row is the last of its window.")
        group = fields.groupSelector()
        incomplete = fields.choice(
            "incomplete", default: .drop,
            "Whether rows without a whole window are removed, or kept with missing statistics.")
        if statistics.contains(.std) && window < 2 {
            fields.report(
                Diagnostic(
                    "out-of-range", "a standard deviation needs a window of two rows",
                    at: fields.origin(of: "window")))
        }
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: incomplete == .drop) { context in
            RollingTransform(
                columns: try names(context), window: window, statistics: statistics, shift: shift,
                group: try group?.resolveGroup(in: context, for: Self.name), incomplete: incomplete)
        }
    }

    private func names(_ context: StepContext) throws -> [String] {
        _ = try columns.resolveValues(in: context, for: Self.name, target: shift > 0)
        return try columns.resolveNumbers(in: context, for: Self.name)
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try group?.resolveGroup(in: context, for: Self.name)
        return context.schema.appending(
            try names(context).flatMap { name in
                statistics.map {
                    ColumnSchema(name: RollingTransform.name(name, $0, window, shift), type: .number)
                }
            })
    }
}

struct RollingTransform: HistoryTransform {
    enum Statistic: String, Codable, Sendable, CaseIterable {
        case mean, sum, min, max, std
    }

    static let stepName = "rolling"

    let columns: [String]
    let window: Int
    let statistics: [Statistic]
    let shift: Int
    /// Columns that name the series of a row; nil when all rows are one.
    let group: [String]?
    let incomplete: IncompleteRows

    /// The rows before a row of its group may be anywhere.
    var rowsOfHistory: Int { group == nil ? rowsBefore : -1 }
    /// From the first row of a window to its own.
    private var rowsBefore: Int { window - 1 + shift }

    static func name(_ column: String, _ statistic: Statistic, _ window: Int, _ shift: Int) -> String {
        "\(column)_\(statistic.rawValue)\(window)" + (shift > 0 ? "_lag\(shift)" : "")
    }

    func apply(to table: Table) throws -> Table {
        let groups = try RowGroups(table, by: group, for: Self.stepName)
        var added: [(name: String, column: Column)] = []
        for name in columns {
            let column = groups.arranged(try table.numbers(name, for: Self.stepName))
            for statistic in statistics {
                let storage = NumberStorage(uninitialized: column.count)
                for row in 0..<column.count {
                    guard groups.position(of: row) >= rowsBefore else {
                        storage.pointer[row] = .nan
                        continue
                    }
                    // Every window anew: a running sum would carry rounding, and infinities, along.
                    let first = column.storage.pointer + groups.place(of: row) - rowsBefore
                    let values = UnsafeBufferPointer(start: first, count: window)
                    storage.pointer[row] = RollingTransform.value(statistic, values)
                }
                added.append(
                    (
                        RollingTransform.name(name, statistic, window, shift),
                        .numbers(NumberColumn(missingAsNaN: storage))
                    ))
            }
        }
        return try table.appending(added).droppingIncomplete(
            before: incomplete == .drop ? rowsBefore : 0, after: 0, of: groups, for: Self.stepName)
    }

    private static func value(_ statistic: Statistic, _ values: UnsafeBufferPointer<Double>) -> Double {
        var sum = 0.0
        for value in values { sum += value }
        if sum.isNaN { return .nan }
        switch statistic {
        case .sum: return sum
        case .mean: return sum / Double(values.count)
        case .min: return values.min() ?? .nan
        case .max: return values.max() ?? .nan
        case .std: return (ColumnStatistics(Array(values)).squares / Double(values.count - 1)).squareRoot()
        }
    }

    func inputs(for outputs: Set<String>) -> Set<String> {
        inputs(
            for: outputs,
            making: columns.map { name in
                (name, statistics.map { RollingTransform.name(name, $0, window, shift) })
            }, shared: group ?? [])
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let isUngrouped = group.map { !absent.isDisjoint(with: $0) } ?? false
        let lost = columns.filter { isUngrouped || absent.contains($0) }
        for name in lost {
            absent.formUnion(statistics.map { RollingTransform.name(name, $0, window, shift) })
        }
        let kept = columns.filter { !lost.contains($0) }
        guard !kept.isEmpty else { return nil }
        return RollingTransform(
            columns: kept, window: window, statistics: statistics, shift: shift, group: group,
            incomplete: .keep)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}

extension RollingTransform.Statistic: SpecDecodable {
    static var fieldType: FieldType { .choice(allCases.map(\.rawValue)) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard let text = String(from: node, diagnostics: &diagnostics) else { return nil }
        guard let statistic = Self(rawValue: text) else {
            let words = Self.allCases.map(\.rawValue)
            diagnostics.report(
                Diagnostic(
                    "unknown-choice", "'\(text)' is not one of the choices", at: node.origin,
                    help: nearestName(to: text, in: words).map { "did you mean '\($0)'?" },
                    notes: ["choices: " + words.joined(separator: ", ")]))
            return nil
        }
        self = statistic
    }

    var resolvedNode: SpecContent { .string(rawValue) }
}
