/// Named columns of equal length. Immutable: a step returns a new table that shares the columns it left alone.
package struct Table: Sendable {
    package private(set) var schema: TableSchema
    package private(set) var columns: [Column]
    package let rowCount: Int
    /// The row of the source each row came from, counted from 0; `nil` while no row was removed.
    package let rowIds: [Int32]?
    /// The parts a source declares (separate files for training and test); empty for one whole.
    package private(set) var parts: [TablePart]

    /// - Errors: `TableError` when the columns differ in length or a name stands twice.
    package init(
        _ columns: [(name: String, column: Column)], rowIds: [Int32]? = nil, parts: [TablePart] = []
    ) throws {
        let schema = TableSchema(columns.map { ColumnSchema(name: $0.name, of: $0.column) })
        try self.init(schema: schema, columns: columns.map(\.column), rowIds: rowIds, parts: parts)
    }

    package init(
        schema: TableSchema, columns: [Column], rowIds: [Int32]? = nil, parts: [TablePart] = []
    ) throws {
        let rows = columns.first?.count ?? rowIds?.count ?? 0
        for (description, column) in zip(schema.columns, columns) where column.count != rows {
            throw TableError.unequalLength(name: description.name, expected: rows, found: column.count)
        }
        var seen: Set<String> = []
        for name in schema.names where !seen.insert(name).inserted { throw TableError.repeatedName(name) }
        self.init(trusted: schema, columns: columns, rowCount: rows, rowIds: rowIds, parts: parts)
    }

    private init(
        trusted schema: TableSchema, columns: [Column], rowCount: Int, rowIds: [Int32]?, parts: [TablePart]
    ) {
        self.schema = schema
        self.columns = columns
        self.rowCount = rowCount
        self.rowIds = rowIds
        self.parts = parts
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
        let schema = schema.setting(ColumnSchema(name: name, of: column))
        return Table(
            trusted: schema, columns: changed, rowCount: column.count, rowIds: rowIds, parts: parts)
    }

    /// Replaces the column of that name, which the table has, in place: the cost does not grow with the number of
    /// columns, so that a step that changes all of them is linear.
    ///
    /// - Errors: `TableError` for another number of rows
    mutating func set(_ name: String, _ column: Column) throws {
        guard let position = schema.position(of: name) else {
            self = try setting(name, column)
            return
        }
        guard column.count == rowCount else {
            throw TableError.unequalLength(name: name, expected: rowCount, found: column.count)
        }
        columns[position] = column
        schema.set(ColumnSchema(name: name, of: column))
    }

    /// The named columns in the given order; names the table does not have are left out.
    package func selecting(_ names: [String]) -> Table {
        let kept = names.compactMap { schema.position(of: $0) }.map { columns[$0] }
        return Table(
            trusted: schema.selecting(names), columns: kept, rowCount: rowCount, rowIds: rowIds, parts: parts)
    }

    package func dropping(_ names: Set<String>) -> Table {
        selecting(schema.names.filter { !names.contains($0) })
    }

    package func renaming(_ names: [String: String]) throws -> Table {
        let renamed = schema.columns.map { column in
            var column = column
            column.name = names[column.name] ?? column.name
            return column
        }
        return try Table(schema: TableSchema(renamed), columns: columns, rowIds: rowIds, parts: parts)
    }

    /// Other columns in the place of one.
    package func replacing(_ name: String, with others: [(name: String, column: Column)]) throws -> Table {
        guard let position = schema.position(of: name) else { return self }
        var changed = columns
        changed.replaceSubrange(position...position, with: others.map(\.column))
        let schema = schema.replacing(name, with: others.map { ColumnSchema(name: $0.name, of: $0.column) })
        return try Table(schema: schema, columns: changed, rowIds: rowIds, parts: parts)
    }

    /// Other columns in the place of each of several, at once.
    func replacing(_ changes: [String: [(name: String, column: Column)]]) throws -> Table {
        let schema = schema.replacing(
            changes.mapValues { $0.map { ColumnSchema(name: $0.name, of: $0.column) } })
        let changed = zip(self.schema.names, columns).flatMap { name, column in
            changes[name].map { $0.map(\.column) } ?? [column]
        }
        return try Table(schema: schema, columns: changed, rowIds: rowIds, parts: parts)
    }

    /// More columns after the last one.
    package func appending(_ others: [(name: String, column: Column)]) throws -> Table {
        let schema = schema.appending(others.map { ColumnSchema(name: $0.name, of: $0.column) })
        return try Table(
            schema: schema, columns: columns + others.map(\.column), rowIds: rowIds, parts: parts)
    }

    /// The same table, its source rows belonging to the given parts.
    package func divided(into parts: [TablePart]) -> Table {
        var table = self
        table.parts = parts
        return table
    }

    /// The given rows, in their order; their row ids go with them.
    package func gathering(_ rows: [Int32]) -> Table {
        let ids = rowIds.map { ids in rows.map { ids[Int($0)] } } ?? rows
        let gathered = columns.map { $0.gathered(rows) }
        return Table(trusted: schema, columns: gathered, rowCount: rows.count, rowIds: ids, parts: parts)
    }
}

/// A stretch of the source's rows that the source itself assigns to a split.
package struct TablePart: Sendable, Hashable {
    package var name: String
    /// Rows of the source, counted from 0.
    package var rows: Range<Int>

    package init(name: String, rows: Range<Int>) {
        self.name = name
        self.rows = rows
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
