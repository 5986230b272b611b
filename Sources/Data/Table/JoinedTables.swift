import Spec

/// The rows of several sources as one table, every column of the type that all of its rows together have.
///
///     all present values numbers → number · all true or false → boolean
///     otherwise the texts as they were written → text or category, as in one file
///     a column that a later table lacks is missing in its rows; one that the first table lacks is left out
///
/// Where the parts' own types differ, those read as numbers or truth values are read again as text; so the table is the
/// one that a single file with all rows would have given.
enum JoinedTables {
    struct Part {
        var table: Table
        /// Types the specification declares.
        var declared: [String: ColumnType]
        /// The same rows with some columns read as other types.
        var again: (_ types: [String: ColumnType]) throws -> Table

        init(
            table: Table, declared: [String: ColumnType],
            again: @escaping (_ types: [String: ColumnType]) throws -> Table
        ) {
            self.table = table
            self.declared = declared
            self.again = again
        }

        init(_ source: any DataSource, _ found: LocatedSource, as types: [String: ColumnType]) throws {
            self.init(table: try source.table(found, as: types), declared: source.declaredTypes) {
                try source.table(found, as: types.merging($0) { _, new in new })
            }
        }
    }

    /// - Errors: `DataDiagnostics` for tensors of different shapes; what reading again throws
    static func joined(_ parts: [Part], at place: Origin) throws -> Table {
        guard let first = parts.first else { return try Table([]) }
        var tables = parts.map(\.table)
        var declared: [String: ColumnType] = [:]
        for part in parts { declared.merge(part.declared) { first, _ in first } }
        var changes = parts.map { _ in [String: ColumnType]() }
        var wholeNumbers: [String: String] = [:]
        for name in first.table.schema.names {
            let columns = tables.map { ($0.schema[name], $0[name]) }
            let target = commonType(columns)
            if target != .number, let remark = wholeNumberRemark(columns) { wholeNumbers[name] = remark }
            for (index, table) in tables.enumerated() {
                guard let target, let column = table[name], parts[index].declared[name] == nil,
                    column.type != target, !isTextual(column.type, target)
                else { continue }
                changes[index][name] = target
            }
        }
        for index in parts.indices where !changes[index].isEmpty {
            tables[index] = try parts[index].again(changes[index])
        }
        do {
            return try TableConcatenation.joined(tables, declared: declared).holdingWholeNumbers(wholeNumbers)
        } catch let failure as StepFailure {
            throw DataDiagnostics("data-values", failure.message, at: place, help: failure.help)
        }
    }

    private static func isTextual(_ type: ColumnType, _ target: ColumnType) -> Bool {
        target == .text && (type == .category || type == .text)
    }

    /// What parts have to be read as so that they can be joined; nil where they can be as they are.
    private static func commonType(_ parts: [(schema: ColumnSchema?, column: Column?)]) -> ColumnType? {
        let present = parts.compactMap { part -> (schema: ColumnSchema, column: Column)? in
            guard let schema = part.schema, let column = part.column, column.missingCount < column.count
            else { return nil }
            return (schema, column)
        }
        let types = Set(present.map(\.column.type))
        guard !types.contains(.tensor) else { return nil }
        guard types.count > 1 else {
            // What is missing among numbers, such as ` nan`, may be a text among texts.
            let isText = types == [.text] || types == [.category]
            let hasEmptyNumbers = parts.contains { $0.column?.type == .number }
            return isText && hasEmptyNumbers && !present.contains { $0.schema.holdsWholeNumbers }
                ? .text : nil
        }
        let others = present.filter { $0.column.type != .number && !$0.schema.holdsWholeNumbers }
        guard others.isEmpty else { return .text }
        // Numbers here and whole numbers kept as texts there: as in one file, a fraction makes all of them numbers.
        return present.allSatisfy { $0.column.holdsOnlyWholeNumbers } ? .text : .number
    }
}

extension JoinedTables {
    /// The remark of whole numbers kept as texts, where that is what all parts have.
    private static func wholeNumberRemark(_ parts: [(schema: ColumnSchema?, column: Column?)]) -> String? {
        let remark = parts.lazy.compactMap { $0.schema }.first(where: \.holdsWholeNumbers)?.remark
        let areWhole = parts.allSatisfy { part in
            guard let schema = part.schema, let column = part.column, column.missingCount < column.count
            else { return true }
            return schema.holdsWholeNumbers || (column.type == .number && column.holdsOnlyWholeNumbers)
        }
        return areWhole ? remark : nil
    }
}

extension Table {
    /// Columns of whole numbers kept as texts, with the remark that says why.
    func holdingWholeNumbers(_ remarks: [String: String]) throws -> Table {
        guard !remarks.isEmpty else { return self }
        let schema = TableSchema(
            schema.columns.map { column in
                var column = column
                guard let remark = remarks[column.name], column.type != .number else { return column }
                column.holdsWholeNumbers = true
                column.remark = remark
                return column
            }, isProvisional: schema.isProvisional)
        return try Table(schema: schema, columns: columns, rowIds: rowIds, parts: parts)
    }
}

extension Column {
    /// Whether none of the numbers has a fraction.
    fileprivate var holdsOnlyWholeNumbers: Bool {
        guard case .numbers(let column) = self else { return true }
        return column.values.allSatisfy { $0.isNaN || ($0.isFinite && $0 == $0.rounded()) }
    }
}

extension Table {
    /// The columns as other types, where what they hold allows it: for sources whose values have types of their own.
    package func reading(_ types: [String: ColumnType]) throws -> Table {
        try types.sorted { $0.key < $1.key }.reduce(self) { table, entry in
            guard let column = table[entry.key], column.type != entry.value else { return table }
            switch entry.value {
            case .text: return try table.setting(entry.key, .text(TextColumn(column.writtenTexts)))
            case .number:
                guard let numbers = column.parsedNumbers else { return table }
                return try table.setting(entry.key, .numbers(numbers))
            case .category, .boolean, .tensor: return table
            }
        }
    }
}

extension Column {
    /// The values as a specification writes them; `nil` where missing.
    var writtenTexts: [String?] {
        (0..<count).map { row in
            if case .numbers(let numbers) = self { return numbers[row].map(numberText) }
            return description(row: row)
        }
    }

    /// Texts as the numbers they are; nil where one is none.
    var parsedNumbers: NumberColumn? {
        let parser = DecimalParser()
        let values = (0..<count).map { row in description(row: row).map { parser.parse($0) } }
        guard !values.contains(where: { $0 == .some(nil) }) else { return nil }
        return NumberColumn(values.map { $0 ?? nil })
    }
}
