import Runs

/// Chosen fields of many runs, column by column: what filters, orders and shows them reads nothing else.
package struct FieldColumns: Sendable {
    /// Paths from the folder of results, oldest first.
    package private(set) var paths: [String]
    private var columns: [String: [FieldValue?]]

    package init(paths: [String]) {
        self.paths = paths
        columns = [:]
    }

    package var count: Int { paths.count }

    package var names: [String] { columns.keys.sorted() }

    /// - Parameter values: one for each path
    package mutating func set(_ name: String, _ values: [FieldValue?]) {
        columns[name] = values
    }

    package func value(_ name: String, row: Int) -> FieldValue? {
        guard let column = columns[name], column.indices.contains(row) else { return nil }
        return column[row]
    }

    /// The runs in the order in which they began; trials behind the runs, one whose start is unknown by its name.
    func orderedByStart() -> FieldColumns {
        let keys = paths.indices.map { row -> (isTrial: Bool, time: Int64) in
            let path = paths[row]
            let name = path.split(separator: "/").last.map(String.init) ?? path
            var time = RunName.stamp(of: name)
            if case .moment(let started)? = value("started", row: row) { time = started }
            return (path.contains("/"), time?.milliseconds ?? 0)
        }
        let order = paths.indices.sorted { left, right in
            let (first, second) = (keys[left], keys[right])
            if first.isTrial != second.isTrial { return second.isTrial }
            if first.isTrial { return left < right }
            return (first.time, paths[left]) < (second.time, paths[right])
        }
        guard order != Array(paths.indices) else { return self }
        var table = FieldColumns(paths: order.map { paths[$0] })
        for (name, values) in columns { table.set(name, order.map { values[$0] }) }
        return table
    }

    /// Whether any run has a value of this name.
    package func has(_ name: String) -> Bool {
        columns[name]?.contains { $0 != nil } ?? false
    }
}
