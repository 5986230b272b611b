/// Name and type of a column, known before its rows are read.
package struct ColumnSchema: Sendable, Hashable {
    package var name: String
    package var type: ColumnType
    /// Why a column is not a number column although most of it looks like one: the first value that is none.
    package var remark: String?

    package init(name: String, type: ColumnType, remark: String? = nil) {
        self.name = name
        self.type = type
        self.remark = remark
    }
}

/// The columns of a table in their order, without the values. Every step predicts the schema it leaves behind.
package struct TableSchema: Sendable, Hashable {
    package private(set) var columns: [ColumnSchema]
    private var positions: [String: Int]

    package init(_ columns: [ColumnSchema]) {
        self.columns = columns
        positions = TableSchema.positions(of: columns)
    }

    package var names: [String] { columns.map(\.name) }

    package subscript(name: String) -> ColumnSchema? { positions[name].map { columns[$0] } }

    package func position(of name: String) -> Int? { positions[name] }

    package func contains(_ name: String) -> Bool { positions[name] != nil }

    /// Replaces the column of that name where it stands, or appends it.
    package func setting(_ column: ColumnSchema) -> TableSchema {
        var changed = columns
        if let position = positions[column.name] {
            changed[position] = column
        } else {
            changed.append(column)
        }
        return TableSchema(changed)
    }

    package func selecting(_ names: [String]) -> TableSchema { TableSchema(names.compactMap { self[$0] }) }

    package func dropping(_ names: Set<String>) -> TableSchema {
        TableSchema(columns.filter { !names.contains($0.name) })
    }

    private static func positions(of columns: [ColumnSchema]) -> [String: Int] {
        Dictionary(columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
