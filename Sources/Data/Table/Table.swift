/// Named columns of equal length. Immutable: a step returns a new table that shares the columns it left alone.
package struct Table: Sendable {
    package let schema: TableSchema
    package let columns: [Column]
    package let rowCount: Int
    /// The row of the source each row came from, counted from 0; `nil` while no row was removed.
    package let rowIds: [Int32]?

    /// - Errors: `TableError` when the columns differ in length or a name stands twice.
    package init(_ columns: [(name: String, column: Column)], rowIds: [Int32]? = nil) throws {
        let schema = TableSchema(columns.map { ColumnSchema(name: $0.name, type: $0.column.type) })
        try self.init(schema: schema, columns: columns.map(\.column), rowIds: rowIds)
    }

    package init(schema: TableSchema, columns: [Column], rowIds: [Int32]? = nil) throws {
        let rows = columns.first?.count ?? rowIds?.count ?? 0
        for (description, column) in zip(schema.columns, columns) where column.count != rows {
            throw TableError.unequalLength(name: description.name, expected: rows, found: column.count)
        }
        var seen: Set<String> = []
        for name in schema.names where !seen.insert(name).inserted { throw TableError.repeatedName(name) }
        self.init(trusted: schema, columns: columns, rowCount: rows, rowIds: rowIds)
    }

    private init(trusted schema: TableSchema, columns: [Column], rowCount: Int, rowIds: [Int32]?) {
        self.schema = schema
        self.columns = columns
        self.rowCount = rowCount
        self.rowIds = rowIds
    }

    package subscript(name: String) -> Column? { schema.position(of: name).map { columns[$0] } }

    /// The row of the source, counted from 0.
    package func rowId(_ row: Int) -> Int { rowIds.map { Int($0[row]) } ?? row }

    /// Replaces the column of that name where it stands, or appends it.
    package func setting(_ name: String, _ column: Column) throws -> Table {
        guard columns.isEmpty || column.count == rowCount else {
            throw TableError.unequalLength(name: name, expected: rowCount, found: column.count)
        }
        var changed = columns
        if let position = schema.position(of: name) {
            changed[position] = column
        } else {
            changed.append(column)
        }
        let schema = schema.setting(ColumnSchema(name: name, type: column.type))
        return Table(trusted: schema, columns: changed, rowCount: column.count, rowIds: rowIds)
    }

    /// The named columns in the given order; names the table does not have are left out.
    package func selecting(_ names: [String]) -> Table {
        let kept = names.compactMap { schema.position(of: $0) }.map { columns[$0] }
        return Table(trusted: schema.selecting(names), columns: kept, rowCount: rowCount, rowIds: rowIds)
    }

    package func dropping(_ names: Set<String>) -> Table {
        selecting(schema.names.filter { !names.contains($0) })
    }

    package func renaming(_ names: [String: String]) throws -> Table {
        let renamed = schema.columns.map { column in
            ColumnSchema(name: names[column.name] ?? column.name, type: column.type, remark: column.remark)
        }
        return try Table(schema: TableSchema(renamed), columns: columns, rowIds: rowIds)
    }

    /// The given rows, in their order; their row ids go with them.
    package func gathering(_ rows: [Int32]) -> Table {
        let ids = rowIds.map { ids in rows.map { ids[Int($0)] } } ?? rows
        let gathered = columns.map { $0.gathered(rows) }
        return Table(trusted: schema, columns: gathered, rowCount: rows.count, rowIds: ids)
    }
}

package enum TableError: Error, Equatable, CustomStringConvertible {
    case unequalLength(name: String, expected: Int, found: Int)
    case repeatedName(String)

    package var description: String {
        switch self {
        case .unequalLength(let name, let expected, let found):
            "column '\(name)' has \(found) values where the table has \(expected) rows"
        case .repeatedName(let name): "the table would have two columns called '\(name)'"
        }
    }
}
