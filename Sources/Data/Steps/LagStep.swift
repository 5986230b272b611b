import Spec

/// Appends the values of earlier rows.
///
///     column_lag3[t] = column[t − 3]
///
/// - Fields: columns, except (column selectors); lags (rows back, default 1); incomplete (drop: rows without all of their
///   lags are removed; keep: the lags are missing there)
/// - Limits: rows are taken in the order they have here; the target may be lagged, as earlier values are known
/// - Errors: fewer rows than the longest lag
package struct LagStep: Step {
    package static let name = "lag"
    package static let aliases: [String] = []
    package static let summary = "Appends the values of earlier rows."
    package static let documentation = """
        lag: {columns: sales, lags: [1, 7]}

            sales_lag7[t] = sales[t - 7]

        Rows are taken in the order they have here. The new columns, column_lag1 and so on, are
        appended column by column, lag by lag. `incomplete: drop` removes the first rows, which lack a
        lag; `keep` leaves the lags missing there. New data for prediction keep their rows.

        Errors: fewer rows than the longest lag.
        """
    package static let primaryField: String? = "columns"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let lags: [Int]
    let incomplete: IncompleteRows

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.requiredColumnSelector("columns whose earlier values are appended")
        lags = fields.ints("lags", default: [1], in: .closed(1, 1e6), "rows back")
        incomplete = fields.choice("incomplete", default: .drop, "rows without all of their lags")
        fields.checkDistinct(lags, "lags")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: incomplete == .drop) { context in
            LagTransform(
                columns: try columns.resolveValues(in: context, for: Self.name, target: true), lags: lags,
                incomplete: incomplete)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        let names = try columns.resolveValues(in: context, for: Self.name, target: true)
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
    let incomplete: IncompleteRows

    var warnings: [String] { [] }
    var rowsOfHistory: Int { lags.max() ?? 0 }

    func apply(to table: Table) throws -> Table {
        var added: [(name: String, column: Column)] = []
        for name in columns {
            guard let column = table[name] else {
                throw StepFailure("'lag' needs the column '\(name)', which is not there")
            }
            for lag in lags { added.append(("\(name)_lag\(lag)", column.shifted(by: lag))) }
        }
        return try table.appending(added).droppingIncomplete(
            before: incomplete == .drop ? rowsOfHistory : 0, after: 0, for: Self.stepName)
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        for name in columns where absent.contains(name) { absent.formUnion(lags.map { "\(name)_lag\($0)" }) }
        let kept = columns.filter { !absent.contains($0) }
        return kept.isEmpty ? nil : LagTransform(columns: kept, lags: lags, incomplete: .keep)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}

extension Column {
    /// The values of rows further up (or down, for a negative number); missing where there is no such row.
    func shifted(by rows: Int) -> Column {
        switch self {
        case .numbers(let column):
            let storage = NumberStorage(uninitialized: count)
            for row in 0..<count {
                let source = row - rows
                storage.pointer[row] = source >= 0 && source < count ? column.storage.pointer[source] : .nan
            }
            return .numbers(NumberColumn(missingAsNaN: storage))
        case .categories(let column):
            let codes = (0..<count).map { row in
                let source = row - rows
                return source >= 0 && source < count ? column.codes[source] : CategoryColumn.missing
            }
            return .categories(CategoryColumn(codes: codes, levels: column.levels))
        case .text(let column):
            return .text(TextColumn(shiftedRows(rows).map { $0.flatMap { column[$0] } }))
        case .booleans(let column):
            return .booleans(BooleanColumn(shiftedRows(rows).map { $0.flatMap { column[$0] } }))
        case .tensors: return self
        }
    }

    private func shiftedRows(_ rows: Int) -> [Int?] {
        (0..<count).map { row in (0..<count).contains(row - rows) ? row - rows : nil }
    }
}

extension Table {
    /// Without the first and the last rows, whose neighbours are not in the table.
    ///
    /// - Errors: `StepFailure` when nothing is left
    func droppingIncomplete(before: Int, after: Int, for stepName: String) throws -> Table {
        guard before > 0 || after > 0 else { return self }
        guard before + after < rowCount else {
            throw StepFailure(
                "'\(stepName)' needs \(before + after + 1) rows for one result, and there are \(rowCount)")
        }
        return gathering(Array(Int32(before)..<Int32(rowCount - after)))
    }
}
