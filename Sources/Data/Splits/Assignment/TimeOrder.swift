import Spec

/// Rows in the order of a column of times.
///
/// Numbers are compared as numbers, texts as the times they are; equal times keep the order of the rows.
///
/// - Errors: `StepFailure` for a column that is not there or holds tensors, and for missing times; `DataDiagnostics`
///   for texts that cannot be taken for times
package struct TimeOrder: Sendable {
    let name: String
    /// Where the column is named in the specification.
    let origin: Origin
    /// How its texts are written; nil for those that are recognized.
    let format: DateFormat?

    func sorted(_ rows: [Int32], of table: Table) throws -> [Int32] {
        let rank = try ranks(of: table, rows: rows)
        return rows.sorted { left, right in
            let (first, second) = (rank[Int(left)], rank[Int(right)])
            return first != second ? first < second : left < right
        }
    }

    /// A number for every row that orders as the times do.
    func ranks(of table: Table, rows: [Int32]) throws -> [Double] {
        guard let column = table[name] else {
            throw StepFailure("the split needs the column '\(name)', which is not there")
        }
        if let row = rows.first(where: { column.isMissing(Int($0)) }) {
            throw StepFailure(
                "the time '\(name)' is missing in data row \(table.rowId(Int(row))) (counted from 0)",
                help: "remove such rows with drop_missing")
        }
        if case .numbers(let numbers) = column {
            try checkNumbers()
            if let refusal = NumberDates.refusal(rows.map { numbers.values[Int($0)] }) {
                let value = rows.first.map { numberText(numbers.values[Int($0)]) } ?? ""
                throw finding("'\(value)' in '\(name)' \(refusal.reason)", refusal.help)
            }
            return Array(numbers.values)
        }
        guard let categories = column.asCategories else {
            throw StepFailure("'\(name)' holds tensors, not times")
        }
        var occurs = [Bool](repeating: false, count: categories.levels.count)
        for row in rows { occurs[Int(categories.codes[Int(row)])] = true }
        let levels = occurs.indices.filter { occurs[$0] }
        let ranks: [Double]
        do {
            ranks = try TimeReader(format: format).ranks(levels.map { categories.levels[$0] })
        } catch let error as TimeReader.Refusal {
            let code = Int32(levels[error.index])
            let row = rows.first { categories.codes[Int($0)] == code } ?? 0
            throw finding(
                "'\(categories.levels[Int(code)])', '\(name)' in data row \(table.rowId(Int(row))) (counted from 0), "
                    + error.reason, error.help)
        }
        var rank = [Double](repeating: .nan, count: categories.levels.count)
        for (level, value) in zip(levels, ranks) { rank[level] = value }
        return categories.codes.map { $0 < 0 ? .nan : rank[Int($0)] }
    }

    /// What can be said before the rows are read: from the values that the start of the data shows.
    ///
    /// - Errors: `DataDiagnostics`
    func check(_ context: StepContext) throws {
        try context.require(name, at: origin)
        guard let column = context.schema[name] else { return }
        if column.type == .number { try checkNumbers() }
        guard column.type == .category, let levels = column.levels else { return }
        let reader = TimeReader(format: format)
        do {
            _ = try reader.ranks(levels)
        } catch let error as TimeReader.Refusal {
            // Rows with odd values may be gone before the split: only a column without any time is judged here.
            let isRead = levels.prefix(100).contains { (try? reader.ranks([$0])) != nil }
            guard error.isAmbiguous || !isRead else { return }
            throw finding("'\(levels[error.index])' in '\(name)' \(error.reason)", error.help)
        }
    }

    private func checkNumbers() throws {
        guard let format else { return }
        throw finding(
            "'\(name)' holds numbers, and the format \"\(format.text)\" reads text",
            "leave the format out, or declare the column's type as text where it is read")
    }

    private func finding(_ message: String, _ help: String) -> DataDiagnostics {
        DataDiagnostics(
            "time-format", message, at: origin, help: help,
            notes: ["texts are put in order as the times they are, never letter by letter"])
    }
}

extension TimeOrder? {
    /// The rows in the order of the times; as they are where there is no column of times.
    func sorted(_ rows: [Int32], of table: Table) throws -> [Int32] {
        try map { try $0.sorted(rows, of: table) } ?? rows
    }
}

extension FieldReader {
    /// The fields `column` and `format` of a split by time.
    mutating func timeOrder() -> TimeOrder? {
        let name = optionalString("column", "Column of times; default the order of the rows.")
        let format = dateFormat()
        guard let name else {
            if let format {
                report(
                    Diagnostic(
                        "missing-field", "the format \"\(format.text)\" belongs to no column",
                        at: origin(of: "format"), help: "name the column of times: column: date"))
            }
            return nil
        }
        return TimeOrder(name: name, origin: origin(of: "column"), format: format)
    }
}
