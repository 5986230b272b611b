import Spec

package struct OneHotStep: ColumnwiseStep {
    package static let name = "one_hot"
    package static let about = """
        Makes a column of 0 and 1 for every category.

            column_level = 1 where column = level, else 0

        The categories are those of the training rows, in the column's order (numbers ascending, text
        alphabetically). The new columns stand where the column stood. Columns of numbers are taken by
        value. `drop_first` is for models with a bias and no penalty. With `binary: sign` a column of two
        categories becomes one of -1 for the first and 1 for the second, 0 for neither. Columns with more
        categories than `up_to` stay as they are, for a step that suits many: `codes` or `target_encode`.

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
    let binary: OneHotTransform.Binary
    let mostLevels: Int?
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
        binary = fields.choice(
            "binary", default: .columns, "Two categories get columns as others do, or one column of signs.")
        mostLevels = fields.optionalInt(
            "up_to", in: .closed(1, 1e6),
            "Columns with more categories stay as they are; default: none does.")
        maximumLevels = fields.int(
            "max_levels", default: 1000, in: .closed(1, 1e6), "More categories than this are a mistake.")
        scope = fields.choice("fit_on", default: .train, "Rows that the categories are taken from.")
    }

    /// What becomes of a category that training did not see.
    enum UnknownCategory: String, Codable, Sendable, CaseIterable {
        case zeros, error
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            transform(try names(in: context).compactMap { try fit($0, rows) })
        }
    }

    /// The categories of a column; nil where there are so many that it stays.
    private func fit(_ name: String, _ rows: TrainingRows) throws -> OneHotTransform.Categories? {
        let levels = try rows.categories(name, for: Self.name).occurringLevels
        if let mostLevels, levels.count > mostLevels { return nil }
        guard levels.count <= maximumLevels else {
            throw StepFailure(
                "'\(name)' has \(levels.count) categories, more than max_levels (\(maximumLevels))",
                help: "put rare ones together with 'rare', use 'target_encode', or raise max_levels")
        }
        return OneHotTransform.Categories(name: name, levels: levels)
    }

    private func transform(_ columns: [OneHotTransform.Categories]) -> OneHotTransform {
        OneHotTransform(
            columns: columns, unknown: unknown, missing: missing, dropsFirst: dropsFirst,
            binary: binary == .columns ? nil : binary)
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        var schema = context.schema
        for name in try names(in: context) {
            let known = schema[name]?.type == .boolean ? ["false", "true"] : schema[name]?.levels
            let levels = known ?? []
            // A column whose categories are too many to be listed has more than anybody makes columns of.
            if let mostLevels, (known?.count ?? Int.max) > mostLevels { continue }
            var names = transform([]).outputs(of: .init(name: name, levels: levels))
            // How many there will be only the rows can tell: one stands for them.
            if levels.isEmpty { names.append("\(name)_…") }
            schema = schema.replacing(name, with: names.map(OneHotStep.indicator))
        }
        schema.isProvisional = true
        return schema
    }

    private static func indicator(_ name: String) -> ColumnSchema {
        var column = ColumnSchema(name: name, type: .number)
        column.kind = .indicator
        return column
    }
}

struct OneHotTransform: ReplacingTransform {
    enum Missing: String, Codable, Sendable, CaseIterable {
        case zeros, column, error
    }

    /// What becomes of a column of two categories.
    enum Binary: String, Codable, Sendable, CaseIterable {
        case columns, sign
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
    /// nil for columns, as states of runs before this field have it.
    let binary: Binary?

    var warnings: [String] {
        warning(
            "fewer than two categories in the training rows", about: columns.filter { $0.levels.count < 2 })
    }

    func outputs(of entry: Categories) -> [String] {
        entry.levels.dropFirst(skipped(of: entry)).map { "\(entry.name)_\($0)" }
            + (missing == .column ? ["\(entry.name)_missing"] : [])
    }

    func made(of entry: Categories, in table: Table) throws -> [Column] {
        let codes = try table.categories(entry.name, for: Self.stepName).codes(in: entry.levels)
        try check(codes, entry.name, table)
        let wanted = Array(Int32(0)..<Int32(entry.levels.count)).dropFirst(skipped(of: entry))
        if isSign(entry) {
            let signs = codes.map { code -> Double in code == 1 ? 1 : (code == 0 ? -1 : 0) }
            let missing =
                missing == .column ? [OneHotTransform.indicator(codes, of: CategoryColumn.missing)] : []
            return ([NumberColumn(missingAsNaN: signs)] + missing).map { .numbers($0) }
        }
        return (wanted + (missing == .column ? [CategoryColumn.missing] : [])).map { code in
            .numbers(OneHotTransform.indicator(codes, of: code))
        }
    }

    private func isSign(_ entry: Categories) -> Bool { binary == .sign && entry.levels.count == 2 }

    /// Categories without a column of their own.
    private func skipped(of entry: Categories) -> Int { dropsFirst || isSign(entry) ? 1 : 0 }

    func kinds(after kinds: [String: FeatureKind]) -> [String: FeatureKind] {
        columns.flatMap { outputs(of: $0) }.reduce(into: kinds) { $0[$1] = .indicator }
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
