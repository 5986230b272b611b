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

    /// Whether any run has a value of this name.
    package func has(_ name: String) -> Bool {
        columns[name]?.contains { $0 != nil } ?? false
    }
}
