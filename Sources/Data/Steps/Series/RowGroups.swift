/// The rows of a table as series: all of them one, or those of every group one.
///
/// A step over the order of rows asks it which row stands some places before another in the same series. Rows without a
/// group (a missing value in one of the columns) are a group of their own, as in the split `group`.
///
/// - Limits: within a series the rows keep the order of the table; 16 bytes a row when there are groups, else nothing
struct RowGroups {
    let count: Int
    private let arrangement: Arrangement?

    private struct Arrangement {
        /// Rows series by series.
        var order: [Int32]
        /// Where each row stands in `order`.
        var place: [Int32]
        /// For each row, the places its series takes.
        var first: [Int32]
        var end: [Int32]
    }

    /// - Parameter names: the columns whose values together name a group; none: one series
    /// - Errors: `StepFailure` for a column that is not there or holds tensors
    init(_ table: Table, by names: [String]?, for stepName: String) throws {
        count = table.rowCount
        guard let names, !names.isEmpty else {
            arrangement = nil
            return
        }
        arrangement = RowGroups.arranged(try RowGroups.numbers(table, by: names, for: stepName))
    }

    /// The number of each row's group; groups are numbered in the order in which they appear.
    ///
    /// - Errors: `StepFailure` for a column that is not there or holds tensors
    static func numbers(_ table: Table, by names: [String], for stepName: String) throws -> [Int32] {
        try names.reduce([Int32](repeating: 0, count: table.rowCount)) { group, name in
            refined(group, by: try table.categories(name, for: stepName).codes)
        }
    }

    /// The row that stands `back` places before a row in its series (after it, for a negative number).
    func row(_ back: Int, before row: Int) -> Int? {
        guard let arrangement else {
            let source = row - back
            return source >= 0 && source < count ? source : nil
        }
        let place = Int(arrangement.place[row]) - back
        guard place >= arrangement.first[row], place < arrangement.end[row] else { return nil }
        return Int(arrangement.order[place])
    }

    /// Rows series by series, each in the order of the table.
    var order: [Int32] { arrangement?.order ?? Array(0..<Int32(count)) }

    /// How many rows of its series stand before the row.
    func position(of row: Int) -> Int {
        guard let arrangement else { return row }
        return Int(arrangement.place[row] - arrangement.first[row])
    }

    /// Rows of the longest series.
    var longest: Int {
        guard let arrangement else { return count }
        return zip(arrangement.first, arrangement.end).map { Int($1 - $0) }.max() ?? 0
    }

    /// Values of a column in `order`.
    func arranged(_ column: NumberColumn) -> NumberColumn {
        guard let arrangement else { return column }
        let storage = NumberStorage(uninitialized: count)
        for (place, row) in arrangement.order.enumerated() {
            storage.pointer[place] = column.storage.pointer[Int(row)]
        }
        return NumberColumn(missingAsNaN: storage)
    }

    /// Where a row's value is in an arranged column.
    func place(of row: Int) -> Int { arrangement.map { Int($0.place[row]) } ?? row }

    /// Groups split up by one more column; numbered in the order in which they appear.
    private static func refined(_ group: [Int32], by codes: [Int32]) -> [Int32] {
        var known: [Int64: Int32] = [:]
        return zip(group, codes).map { group, code in
            let key = Int64(group) << 32 | Int64(UInt32(bitPattern: code))
            if let number = known[key] { return number }
            let number = Int32(known.count)
            known[key] = number
            return number
        }
    }

    private static func arranged(_ group: [Int32]) -> Arrangement {
        let groups = Int(group.max() ?? -1) + 1
        var starts = [Int32](repeating: 0, count: groups + 1)
        for number in group { starts[Int(number) + 1] += 1 }
        for number in 0..<groups { starts[number + 1] += starts[number] }
        var next = starts
        var order = [Int32](repeating: 0, count: group.count)
        var place = order
        for (row, number) in group.enumerated() {
            place[row] = next[Int(number)]
            order[Int(place[row])] = Int32(row)
            next[Int(number)] += 1
        }
        return Arrangement(
            order: order, place: place, first: group.map { starts[Int($0)] },
            end: group.map { starts[Int($0) + 1] })
    }
}

extension Table {
    /// Without the rows that have too few rows before or after them in their series.
    ///
    /// - Errors: `StepFailure` when nothing is left
    func droppingIncomplete(
        before: Int, after: Int, of groups: RowGroups, for stepName: String
    ) throws -> Table {
        guard before > 0 || after > 0 else { return self }
        guard before + after < groups.longest else {
            let needed = "'\(stepName)' needs \(before + after + 1) rows for one result"
            throw StepFailure(
                groups.longest == rowCount
                    ? "\(needed), and there are \(rowCount)"
                    : "\(needed), and the longest group has \(groups.longest)")
        }
        let kept = (0..<rowCount).filter { row in
            groups.row(before, before: row) != nil && groups.row(-after, before: row) != nil
        }
        return gathering(kept.map { Int32($0) })
    }
}
