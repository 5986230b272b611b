/// The rows of several tables, one table after another.
///
///     number + number → number · category, text or boolean of several kinds → category or text
///     a column that a later table lacks is missing in its rows; one that the first table lacks is left out
///
/// - Errors: `StepFailure` for tensors of different shapes, or tensors beside other columns
enum TableConcatenation {
    /// - Parameter declared: types that were asked for, by column. Texts of other columns are text or categories by how
    ///   many different ones there are; nil: they are text if one of the tables has text
    static func joined(_ tables: [Table], declared: [String: ColumnType]? = nil) throws -> Table {
        guard let first = tables.first, tables.count > 1 else {
            return try tables.first ?? Table([])
        }
        let columns = try first.schema.columns.map { schema -> (name: String, column: Column) in
            let parts = tables.map { table in (column: table[schema.name], rows: table.rowCount) }
            let column = try joined(schema.name, parts)
            guard let declared, declared[schema.name] == nil else { return (schema.name, column) }
            return (schema.name, column.textOrCategories)
        }
        let schema = TableSchema(
            columns.map { entry in
                let parts = tables.compactMap { $0.schema[entry.name] }
                let remark = parts.lazy.compactMap(\.remark).first
                return ColumnSchema(
                    name: entry.name, of: entry.column, remark: entry.column.type == .number ? nil : remark)
            })
        return try Table(schema: schema, columns: columns.map(\.column))
    }

    private static func joined(_ name: String, _ parts: [(column: Column?, rows: Int)]) throws -> Column {
        let there = parts.compactMap(\.column)
        // A column without values says nothing about their type.
        let present = there.filter { $0.missingCount < $0.count }
        let types = Set((present.isEmpty ? there : present).map(\.type))
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
        if types == [.category] { return .categories(categories(parts)) }
        let texts = parts.flatMap { part in
            part.column?.writtenTexts ?? Array(repeating: nil, count: part.rows)
        }
        return types.contains(.text) ? .text(TextColumn(texts)) : .categories(CategoryColumn(texts))
    }

    private static func categories(_ parts: [(column: Column?, rows: Int)]) -> CategoryColumn {
        let columns = parts.map { part -> CategoryColumn? in
            if case .categories(let column)? = part.column { column } else { nil }
        }
        let levels = CategoryColumn.sorted(Array(Set(columns.compactMap { $0 }.flatMap(\.levels))))
        var codes: [Int32] = []
        for (column, part) in zip(columns, parts) {
            codes += column?.codes(in: levels) ?? Array(repeating: CategoryColumn.missing, count: part.rows)
        }
        return CategoryColumn(codes: codes, levels: levels)
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

extension Column {
    /// Texts as the reader of one file would have made them of all rows: text if most differ, else categories.
    fileprivate var textOrCategories: Column {
        switch self {
        case .categories(let column): return column.textIfMostDiffer
        case .text(let column):
            let texts = (0..<column.count).map { column[$0] }
            let distinct = Set(texts.compactMap { $0 }).count
            let isText = TextColumnBuilder.isText(
                distinct: distinct, present: column.count - column.missingCount)
            return isText ? self : .categories(CategoryColumn(texts))
        case .numbers, .booleans, .tensors: return self
        }
    }
}

extension CategoryColumn {
    /// The column as text if most of its values differ, as when a file of text is read.
    var textIfMostDiffer: Column {
        let isText = TextColumnBuilder.isText(
            distinct: occurringLevels.count, present: count - missingCount)
        return isText ? .text(TextColumn((0..<count).map { self[$0] })) : .categories(self)
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
