import Spec

package struct OneHotStep: ColumnwiseStep {
    package static let name = "one_hot"
    package static let about = """
        Makes a column of 0 and 1 for every category.

            column_level = 1 where column = level, else 0

        The categories are those of the training rows, in the column's order (numbers ascending, text
        alphabetically). The new columns stand where the column stood. Columns of numbers are taken by
        value. `drop_first` is for models with a bias and no penalty.

        - Errors: the target among the columns; more categories than `max_levels`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{one_hot: {columns: city}}"

    static let takes = ColumnKinds.featureValues
    package static let transforms: [any Transform.Type] = [OneHotTransform.self]

    let columns: ColumnSelector
    let unknown: UnknownCategory
    let missing: OneHotTransform.Missing
    let dropsFirst: Bool
    let maximumLevels: Int
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
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
    }

    /// What becomes of a category that training did not see.
    enum UnknownCategory: String, Codable, Sendable, CaseIterable {
        case zeros, error
    }

    package var preparation: StepPreparation {
        fitted(on: scope) { name, rows in
            let levels = try rows.categories(name, for: Self.name).occurringLevels
            guard levels.count <= maximumLevels else {
                throw StepFailure(
                    "'\(name)' has \(levels.count) categories, more than max_levels (\(maximumLevels))",
                    help: "put rare ones together with 'rare', use 'target_encode', or raise max_levels")
            }
            return OneHotTransform.Categories(name: name, levels: levels)
        } transform: {
            transform($0)
        }
    }

    private func transform(_ columns: [OneHotTransform.Categories]) -> OneHotTransform {
        OneHotTransform(columns: columns, unknown: unknown, missing: missing, dropsFirst: dropsFirst)
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        var schema = context.schema
        for name in try names(in: context) {
            var levels = schema[name]?.levels ?? []
            if schema[name]?.type == .boolean { levels = ["false", "true"] }
            var names = transform([]).outputs(of: .init(name: name, levels: levels))
            // How many there will be only the rows can tell: one stands for them.
            if levels.isEmpty { names.append("\(name)_…") }
            schema = schema.replacing(name, with: names.map { ColumnSchema(name: $0, type: .number) })
        }
        schema.isProvisional = true
        return schema
    }
}

struct OneHotTransform: ReplacingTransform {
    enum Missing: String, Codable, Sendable, CaseIterable {
        case zeros, column, error
    }

    struct Categories: ColumnState {
        var name: String
        var levels: [String]
    }

    static let stepName = "one_hot"

    var columns: [Categories]
    let unknown: OneHotStep.UnknownCategory
    let missing: Missing
    let dropsFirst: Bool

    var warnings: [String] {
        warning(
            "fewer than two categories in the training rows", about: columns.filter { $0.levels.count < 2 })
    }

    func outputs(of entry: Categories) -> [String] {
        entry.levels.dropFirst(dropsFirst ? 1 : 0).map { "\(entry.name)_\($0)" }
            + (missing == .column ? ["\(entry.name)_missing"] : [])
    }

    func made(of entry: Categories, in table: Table) throws -> [Column] {
        let codes = try table.categories(entry.name, for: Self.stepName).codes(in: entry.levels)
        try check(codes, entry.name, table)
        let wanted = Array(Int32(0)..<Int32(entry.levels.count)).dropFirst(dropsFirst ? 1 : 0)
        return (wanted + (missing == .column ? [CategoryColumn.missing] : [])).map { code in
            .numbers(OneHotTransform.indicator(codes, of: code))
        }
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
}
