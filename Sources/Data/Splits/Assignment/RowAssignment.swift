/// Which rows belong to which split. The only maker of `TrainingRows`.
package struct RowAssignment: Sendable {
    package struct Part: Sendable, Equatable {
        package var name: String
        /// Rows of the table at the time of the split, ascending.
        package var rows: [Int32]

        package init(name: String, rows: [Int32]) {
            self.name = name
            self.rows = rows
        }
    }

    /// In the order train, val, test; the first is the training part.
    package let parts: [Part]

    package init(parts: [Part]) { self.parts = parts }

    /// The rows of the named parts moved to the training part, in row order.
    package func merging(_ names: [String]) -> RowAssignment {
        let merged = parts.filter { $0.name == "train" || names.contains($0.name) }
        guard merged.count > 1 else { return self }
        let training = Part(name: "train", rows: merged.flatMap(\.rows).sorted())
        let others = parts.filter { $0.name != "train" && !names.contains($0.name) }
        return RowAssignment(parts: [training] + others)
    }

    /// The view a fitted step gets; with `all` it is every row, which is a leak.
    package func trainingRows(of table: Table, scope: FitScope) -> TrainingRows {
        TrainingRows(table: table, rows: rows(of: table, scope: scope))
    }

    /// The rows a step is fitted on.
    package func rows(of table: Table, scope: FitScope) -> [Int32] {
        switch scope {
        case .train: parts.first { $0.name == "train" }?.rows ?? []
        case .all: Array(0..<Int32(table.rowCount))
        }
    }
}

/// The rows a step may be fitted on: a view of a table through which no other row can be seen.
///
/// Only `RowAssignment`, in this file, can make one.
package struct TrainingRows: Sendable {
    private let table: Table
    private let rows: [Int32]

    fileprivate init(table: Table, rows: [Int32]) {
        self.table = table
        self.rows = rows
    }

    package var count: Int { rows.count }
    package var schema: TableSchema { table.schema }

    /// These rows of some columns, as a table of their own.
    package func table(_ names: [String]) -> Table { table.selecting(names).gathering(rows) }

    /// Moments and extremes of all numbers of a tensor column; `nil` for other columns.
    func tensorStatistics(_ name: String) -> ColumnStatistics? {
        guard case .tensors(let tensors)? = table[name] else { return nil }
        return tensors.statistics(of: rows)
    }

    /// The present values of a number column, in row order; `nil` if there is no such column.
    package func presentNumbers(_ name: String) -> [Double]? {
        guard case .numbers(let column)? = table[name] else { return nil }
        let source = column.values
        guard let validity = column.validity else {
            return [Double](unsafeUninitializedCapacity: rows.count) { target, count in
                for (position, row) in rows.enumerated() { target[position] = source[Int(row)] }
                count = rows.count
            }
        }
        return rows.compactMap { validity[Int($0)] ? source[Int($0)] : nil }
    }
}
