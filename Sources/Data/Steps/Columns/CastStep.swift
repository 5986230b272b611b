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
    package static let example: String? = "{cast: {zip: category, price: number, paid: boolean}}"

    package let place: Origin
    package let parameters: SpecContent
    let columns: [(key: String, value: DeclaredType, origin: Origin)]

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.entries(
            "columns", of: DeclaredType.self, "The new type of each column, by its name.")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { _ in
            CastTransform(columns: columns.map { .init(name: $0.key, type: $0.value.type) })
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        var schema = context.schema
        var findings: [Diagnostic] = []
        for entry in columns {
            do {
                _ = try ColumnSelector.named(entry.key, origin: entry.origin)
                    .resolveValues(in: context, for: Self.name, target: true)
                let levels = schema[entry.key]?.type == .category ? schema[entry.key]?.levels : nil
                schema = schema.setting(
                    ColumnSchema(
                        name: entry.key, type: entry.value.type,
                        levels: entry.value.type == .category ? levels : nil))
            } catch let error as DataDiagnostics {
                findings += error.all
            }
        }
        guard findings.isEmpty else { throw DataDiagnostics(findings) }
        return schema
    }
}

struct CastTransform: Transform {
    struct Change: Codable, Sendable {
        var name: String
        var type: ColumnType
    }

    static let stepName = "cast"

    let columns: [Change]

    func apply(to table: Table) throws -> Table {
        var result = table
        for change in columns {
            guard let column = table[change.name] else {
                throw StepFailure("'cast' needs the column '\(change.name)', which is not there")
            }
            try result.set(change.name, try cast(column, change, table))
        }
        return result
    }

    private func cast(_ column: Column, _ change: Change, _ table: Table) throws -> Column {
        if column.type == change.type { return column }
        switch change.type {
        case .number:
            if let numbers = column.asNumbers { return .numbers(numbers) }
            let categories = try table.categories(change.name, for: Self.stepName)
            let values = categories.levels.map { Double($0.filter { $0 != " " }) }
            try check(values, categories, change, table)
            return .numbers(
                NumberColumn(missingAsNaN: categories.codes.map { $0 < 0 ? .nan : values[Int($0)] ?? .nan }))
        case .boolean:
            let categories = try table.categories(change.name, for: Self.stepName)
            let values = categories.levels.map { CastTransform.truth($0) }
            try check(values, categories, change, table)
            return .booleans(BooleanColumn(categories.codes.map { $0 < 0 ? nil : values[Int($0)] }))
        case .category: return .categories(try table.categories(change.name, for: Self.stepName))
        case .text: return .text(TextColumn((0..<column.count).map { column.description(row: $0) }))
        case .tensor: throw StepFailure("no column can be made a tensor")
        }
    }

    private func check<Value>(
        _ values: [Value?], _ categories: CategoryColumn, _ change: Change, _ table: Table
    )
        throws
    {
        let wrong = Set(values.indices.filter { values[$0] == nil }.map { Int32($0) })
        guard !wrong.isEmpty, let row = categories.codes.firstIndex(where: wrong.contains) else { return }
        throw StepFailure(
            "'\(categories[row] ?? "")', '\(change.name)' in data row \(table.rowId(row)) (counted from 0), is no "
                + change.type.rawValue)
    }

    private static func truth(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "t", "yes", "y", "1": true
        case "false", "f", "no", "n", "0": false
        default: nil
        }
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0.name) }
        return kept.isEmpty ? nil : CastTransform(columns: kept)
    }

    func effect(onTarget name: String) -> TargetEffect {
        columns.contains { $0.name == name } ? .replaced : .none
    }
}
