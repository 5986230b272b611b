/// The rows of several tables, one table after another.
///
///     number + number → number · category, text or boolean of several kinds → category, or text if one is text
///     a column that a later table lacks is missing in its rows; one that the first table lacks is left out
///
/// - Errors: `StepFailure` for tensors of different shapes, or tensors beside other columns
enum TableConcatenation {
    static func joined(_ tables: [Table]) throws -> Table {
        guard let first = tables.first, tables.count > 1 else {
            return try tables.first ?? Table([])
        }
        let columns = try first.schema.columns.map { schema -> (name: String, column: Column) in
            let parts = tables.map { table in (column: table[schema.name], rows: table.rowCount) }
            return (schema.name, try joined(schema.name, parts))
        }
        let schema = TableSchema(
            zip(columns, first.schema.columns).map { entry, before in
                ColumnSchema(name: entry.name, of: entry.column, remark: before.remark)
            })
        return try Table(schema: schema, columns: columns.map(\.column))
    }

    private static func joined(_ name: String, _ parts: [(column: Column?, rows: Int)]) throws -> Column {
        let types = Set(parts.compactMap { $0.column?.type })
        if types == [.tensor] {
            let tensors = parts.compactMap { part -> TensorColumn? in
                if case .tensors(let column)? = part.column { column } else { nil }
            }
            if tensors.count == parts.count, let column = TensorColumn.joined(tensors) {
                return .tensors(column)
            }
        }
        if types.contains(.tensor) {
            throw StepFailure("the column '\(name)' has values of different shapes, or none, in the parts")
        }
        if types == [.number] { return .numbers(numbers(parts)) }
        if types == [.boolean] {
            return .booleans(BooleanColumn(parts.flatMap { part in booleans(part.column, part.rows) }))
        }
        let texts = parts.flatMap { part in
            (0..<part.rows).map { row in part.column?.description(row: row) }
        }
        return types.contains(.text) ? .text(TextColumn(texts)) : .categories(CategoryColumn(texts))
    }

    private static func booleans(_ column: Column?, _ rows: Int) -> [Bool?] {
        guard case .booleans(let booleans)? = column else { return Array(repeating: nil, count: rows) }
        return (0..<rows).map { booleans[$0] }
    }

    private static func numbers(_ parts: [(column: Column?, rows: Int)]) -> NumberColumn {
        let total = parts.reduce(0) { $0 + $1.rows }
        let storage = NumberStorage(uninitialized: total)
        var start = 0
        for part in parts {
            if case .numbers(let column)? = part.column {
                (storage.pointer + start).update(from: column.storage.pointer, count: part.rows)
            } else {
                (storage.pointer + start).update(repeating: .nan, count: part.rows)
            }
            start += part.rows
        }
        return NumberColumn(storage: storage, validity: NumberColumn.presence(storage))
    }
}

extension NumberColumn {
    /// Where values are not NaN; `nil` when none is.
    static func presence(_ storage: NumberStorage) -> Bitmap? {
        var validity: Bitmap?
        for (row, value) in storage.values.enumerated() where value.isNaN {
            if validity == nil { validity = Bitmap(count: storage.count, filled: true) }
            validity?[row] = false
        }
        return validity
    }

    /// A column of computed numbers in which NaN means missing.
    init(missingAsNaN storage: NumberStorage) {
        self.init(storage: storage, validity: NumberColumn.presence(storage))
    }

    /// A column of computed numbers in which NaN means missing.
    init(missingAsNaN values: [Double]) {
        let storage = NumberStorage(uninitialized: values.count)
        for (row, value) in values.enumerated() { storage.pointer[row] = value }
        self.init(missingAsNaN: storage)
    }
}
