import Spec

package struct CastStep: Step {
    package static let name = "cast"
    package static let about = """
        Changes the type of columns.

            to number    text and categories are read as numbers, truth values become 0 and 1
            to category  numbers by their shortest text, levels ascending
            to boolean   0 and 1; true, false, yes, no, t, f, y, n
            to text      as they are written

        - Limits: missing values stay missing
        - Errors: a value that does not fit, with its row; tensors
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{cast: {rooms: category}}"

    package static let transforms: [any Transform.Type] = [CastTransform.self]

    let columns: [(key: String, value: DeclaredType, origin: Origin)]

    package init(reading fields: inout FieldReader) {
        columns = fields.entries(
            "columns", of: DeclaredType.self, "The new type of each column, by its name.")
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { _ in
            CastTransform(columns: columns.map { .init(name: $0.key, type: $0.value.type) })
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        try context.schema.changing(columns) { schema, entry in
            _ = try ColumnSelector.named(entry.key, origin: entry.origin)
                .resolveValues(in: context, for: Self.name, target: true)
            let isCategory = schema[entry.key]?.type == .category && entry.value.type == .category
            return schema.setting(
                ColumnSchema(
                    name: entry.key, type: entry.value.type,
                    levels: isCategory ? schema[entry.key]?.levels : nil))
        }
    }
}

struct CastTransform: ReplacingTransform {
    struct Change: ColumnState {
        var name: String
        var type: ColumnType
    }

    static let stepName = "cast"

    var columns: [Change]

    func made(of change: Change, in table: Table) throws -> [Column] {
        guard let column = table[change.name] else {
            throw StepFailure("'cast' needs the column '\(change.name)', which is not there")
        }
        return [column.type == change.type ? column : try cast(column, change, table)]
    }

    private func cast(_ column: Column, _ change: Change, _ table: Table) throws -> Column {
        switch change.type {
        case .number:
            if let numbers = column.asNumbers { return .numbers(numbers) }
            let values = try values(change, table) { Double($0.filter { $0 != " " }) }
            return .numbers(NumberColumn(missingAsNaN: values.map { $0 ?? .nan }))
        case .boolean: return .booleans(BooleanColumn(try values(change, table, of: CastTransform.truth)))
        case .category: return .categories(try table.categories(change.name, for: Self.stepName))
        case .text: return .text(TextColumn((0..<column.count).map { column.description(row: $0) }))
        case .tensor: throw StepFailure("no column can be made a tensor")
        }
    }

    /// The column's texts as values; nil where it is missing.
    private func values<Value>(
        _ change: Change, _ table: Table, of value: (String) -> Value?
    ) throws -> [Value?] {
        let categories = try table.categories(change.name, for: Self.stepName)
        let values = categories.levels.map(value)
        let wrong = categories.codes.firstIndex { $0 >= 0 && values[Int($0)] == nil }
        if let row = wrong {
            throw StepFailure(
                "'\(categories[row] ?? "")', '\(change.name)' in data row \(table.rowId(row)) (counted from 0), is no "
                    + change.type.rawValue)
        }
        return categories.codes.map { $0 < 0 ? nil : values[Int($0)] }
    }

    private static func truth(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "t", "yes", "y", "1": true
        case "false", "f", "no", "n", "0": false
        default: nil
        }
    }

    func effect(on change: Change) -> TargetEffect { .replaced }
}
