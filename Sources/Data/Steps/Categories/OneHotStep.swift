import Spec

package struct OneHotStep: Step {
    package static let name = "one_hot"
    package static let about = """
        Makes a column of 0 and 1 for every category.

            column_level = 1 where column = level, else 0

        The categories are those of the training rows, in the column's order (numbers ascending, text by its
        letters). The new columns stand where the column stood. Columns of numbers are taken by value.
        `drop_first` is for models with a bias and no penalty.

        - Errors: the target among the columns; more categories than `max_levels`
        """
    package static let primaryField: String? = "columns"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let unknown: UnknownCategory
    let missing: OneHotTransform.Missing
    let dropsFirst: Bool
    let maximumLevels: Int
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.columnSelector(default: .categoricalFeatures, "Columns that are replaced.")
        unknown = fields.choice(
            "unknown", default: .zeros, "A category that training did not see is all zeros, or an error.")
        missing = fields.choice(
            "missing", default: .zeros,
            "A missing value is all zeros, one more column (column_missing), or an error.")
        dropsFirst = fields.bool("drop_first", default: false, "Whether the first category gets no column.")
        maximumLevels = fields.int(
            "max_levels", default: 1000, in: .closed(1, 1e6), "More categories than this are a mistake.")
        scope = fields.choice("fit_on", default: .train, "Rows that the categories are taken from.")
        parameters = fields.resolved.content
    }

    /// What becomes of a category that training did not see.
    enum UnknownCategory: String, Codable, Sendable, CaseIterable {
        case zeros, error
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let names = try columns.resolveValues(in: context, for: Self.name)
            let fitted = try names.map { name -> OneHotTransform.Categories in
                let levels = try rows.categories(name, for: Self.name).occurringLevels
                guard levels.count <= maximumLevels else {
                    throw StepFailure(
                        "'\(name)' has \(levels.count) categories, more than max_levels (\(maximumLevels))",
                        help: "put rare ones together with 'rare', use 'target_encode', or raise max_levels")
                }
                return OneHotTransform.Categories(name: name, levels: levels)
            }
            return OneHotTransform(
                columns: fitted, unknown: unknown, missing: missing, dropsFirst: dropsFirst)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        var schema = context.schema
        for name in try columns.resolveValues(in: context, for: Self.name) {
            var levels = schema[name]?.levels ?? []
            if schema[name]?.type == .boolean { levels = ["false", "true"] }
            var names = OneHotTransform.names(name, levels, missing, dropsFirst)
            // How many there will be only the rows can tell: one stands for them.
            if levels.isEmpty { names.append("\(name)_…") }
            schema = schema.replacing(name, with: names.map { ColumnSchema(name: $0, type: .number) })
        }
        schema.isProvisional = true
        return schema
    }
}

struct OneHotTransform: Transform {
    enum Missing: String, Codable, Sendable, CaseIterable {
        case zeros, column, error
    }

    struct Categories: Codable, Sendable {
        var name: String
        var levels: [String]
    }

    static let stepName = "one_hot"

    let columns: [Categories]
    let unknown: OneHotStep.UnknownCategory
    let missing: Missing
    let dropsFirst: Bool

    var warnings: [String] {
        let single = columns.filter { $0.levels.count < 2 }.map { "'\($0.name)'" }
        return single.isEmpty
            ? [] : ["fewer than two categories in the training rows: " + single.joined(separator: ", ")]
    }

    static func names(_ name: String, _ levels: [String], _ missing: Missing, _ dropsFirst: Bool) -> [String]
    {
        levels.dropFirst(dropsFirst ? 1 : 0).map { "\(name)_\($0)" }
            + (missing == .column ? ["\(name)_missing"] : [])
    }

    func apply(to table: Table) throws -> Table {
        var changes: [String: [(name: String, column: Column)]] = [:]
        for entry in columns {
            let codes = try table.categories(entry.name, for: Self.stepName).codes(in: entry.levels)
            try check(codes, entry.name, table)
            var wanted = Array(Int32(0)..<Int32(entry.levels.count))
            if dropsFirst { wanted = Array(wanted.dropFirst()) }
            if missing == .column { wanted.append(CategoryColumn.missing) }
            changes[entry.name] = zip(names(entry), wanted).map { name, code in
                (name: name, column: Column.numbers(OneHotTransform.indicator(codes, of: code)))
            }
        }
        return try table.replacing(changes)
    }

    private static func indicator(_ codes: [Int32], of code: Int32) -> NumberColumn {
        let storage = NumberStorage(uninitialized: codes.count)
        let target = storage.pointer
        codes.withUnsafeBufferPointer { codes in
            for row in 0..<codes.count { target[row] = codes[row] == code ? 1 : 0 }
        }
        return NumberColumn(storage: storage)
    }

    private func check(_ codes: [Int32], _ name: String, _ table: Table) throws {
        if unknown == .error, let row = codes.firstIndex(of: CategoryColumn.unknown) {
            throw table.unknownCategory(
                name, Self.stepName, row: row,
                help: "leave `unknown` at zeros, or put rare categories together")
        }
        if missing == .error, let row = codes.firstIndex(of: CategoryColumn.missing) {
            throw StepFailure(
                "'\(name)' is missing in data row \(table.rowId(row)) (counted from 0)",
                help: "leave `missing` at zeros, or fill the gaps with 'impute'")
        }
    }

    func inputs(for outputs: Set<String>) -> Set<String> {
        inputs(for: outputs, making: columns.map { ($0.name, names($0)) })
    }

    private func names(_ entry: Categories) -> [String] {
        OneHotTransform.names(entry.name, entry.levels, missing, dropsFirst)
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0.name) }
        for entry in columns where absent.contains(entry.name) { absent.formUnion(names(entry)) }
        guard !kept.isEmpty else { return nil }
        return OneHotTransform(columns: kept, unknown: unknown, missing: missing, dropsFirst: dropsFirst)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}
