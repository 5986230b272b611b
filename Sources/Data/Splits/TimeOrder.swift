/// Rows in the order of a column of times.
///
/// Numbers are compared as numbers, everything else letter by letter, which is right for dates written year first; equal
/// times keep the order of the rows.
///
/// - Errors: `StepFailure` for a column that is not there or holds tensors, and for missing times
enum TimeOrder {
    static func sorted(_ rows: [Int32], of table: Table, by name: String?) throws -> [Int32] {
        guard let name else { return rows }
        let rank = try ranks(of: table, by: name, rows: rows)
        return rows.sorted { left, right in
            let (first, second) = (rank[Int(left)], rank[Int(right)])
            return first != second ? first < second : left < right
        }
    }

    /// A number for every row that orders as the times do.
    static func ranks(of table: Table, by name: String, rows: [Int32]) throws -> [Double] {
        guard let column = table[name] else {
            throw StepFailure("the split needs the column '\(name)', which is not there")
        }
        if let row = rows.first(where: { column.isMissing(Int($0)) }) {
            throw StepFailure(
                "the time '\(name)' is missing in data row \(table.rowId(Int(row))) (counted from 0)",
                help: "remove such rows with drop_missing")
        }
        if case .numbers(let numbers) = column { return Array(numbers.values) }
        guard let categories = column.asCategories else {
            throw StepFailure("'\(name)' holds tensors, not times")
        }
        let byText = categories.levels.indices.sorted { categories.levels[$0] < categories.levels[$1] }
        var rank = [Double](repeating: 0, count: byText.count)
        for (position, level) in byText.enumerated() { rank[level] = Double(position) }
        return categories.codes.map { $0 < 0 ? .nan : rank[Int($0)] }
    }
}
