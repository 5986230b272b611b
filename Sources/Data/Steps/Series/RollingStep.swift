import Spec

package struct RollingStep: SeriesStep {
    package static let name = "rolling"
    package static let about = """
        Appends statistics over the last rows.

            column_mean7[t] = mean of column[t - shift - 6] … column[t - shift]

        Rows are taken in the order they have here; with `group: store` each store's rows are a series of
        their own, and a window never reaches into another. The new columns are appended: column_mean7,
        column_std7 (divisor window - 1), and with a shift column_mean7_lag1. The target needs a shift of at
        least 1, as its own value would be in its feature.

        - Limits: a window with a missing value gives a missing one
        - Errors: columns that are not numbers; the target without a shift; too few rows
        - Source: values as in pandas' `rolling`, with group as in `groupby(dropna=False)`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{rolling: {columns: area, window: 3}}"

    static let takes = ColumnKinds.numbers
    package static let transforms: [any Transform.Type] = [RollingTransform.self]

    let columns: ColumnSelector
    let window: Int
    let statistics: [RollingTransform.Statistic]
    let shift: Int
    let group: ColumnSelector?
    let incomplete: IncompleteRows

    package init(reading fields: inout FieldReader) {
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
    }

    /// The target needs a shift: its own value would be in its feature.
    func names(in context: StepContext) throws -> [String] {
        try columns.resolve(shift > 0 ? .numbers : .numericFeatures, in: context, for: Self.name)
    }

    func transform(_ names: [String], group: [String]?) -> RollingTransform {
        RollingTransform(
            columns: names, window: window, statistics: statistics, shift: shift, group: group,
            incomplete: incomplete)
    }
}

struct RollingTransform: SeriesTransform {
    enum Statistic: String, Codable, Sendable, CaseIterable {
        case mean, sum, min, max, std
    }

    static let stepName = "rolling"

    var columns: [String]
    let window: Int
    let statistics: [Statistic]
    let shift: Int
    let group: [String]?
    var incomplete: IncompleteRows

    /// From the first row of a window to its own.
    var rowsBefore: Int { window - 1 + shift }

    func outputs(of name: String) -> [String] {
        statistics.map { "\(name)_\($0.rawValue)\(window)" + (shift > 0 ? "_lag\(shift)" : "") }
    }

    func made(of name: String, in table: Table, _ groups: RowGroups) throws -> [Column] {
        let column = groups.arranged(try table.numbers(name, for: Self.stepName))
        return statistics.map { statistic in
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
            return .numbers(NumberColumn(missingAsNaN: storage))
        }
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
