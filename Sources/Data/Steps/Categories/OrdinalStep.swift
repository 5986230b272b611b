import Spec

package struct OrdinalStep: ColumnwiseStep {
    package static let name = "ordinal"
    package static let about = """
        Replaces categories by whole numbers in their order.

            y = position of the category, counted from 0

        Without `order` the categories are those of the training rows, numbers ascending and text
        alphabetically.

        - Limits: missing values stay missing
        - Errors: the target among the columns; a category of the training rows that a given order lacks
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{ordinal: {columns: city, unknown: last}}"

    static let takes = ColumnKinds.featureValues
    package static let transforms: [any Transform.Type] = [OrdinalTransform.self]

    let columns: ColumnSelector
    let order: [(key: String, value: [String], origin: Origin)]
    let unknown: OrdinalTransform.Unknown
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .categoricalFeatures, "Columns that are replaced.")
        let order =
            fields.optionalEntries(
                "order", of: [CategoryValue].self, "Categories from first to last, by column name.") ?? []
        self.order = order.map { ($0.key, $0.value.map(\.text), $0.origin) }
        unknown = fields.choice(
            "unknown", default: .error,
            "A category that training did not see is an error, missing, or one above the last.")
        scope = fields.choice("fit_on", default: .train, "Rows that the categories are taken from.")
    }

    package var preparation: StepPreparation {
        fitted(on: scope) { name, rows in
            let found = try rows.categories(name, for: Self.name).occurringLevels
            let levels = order.first { $0.key == name }?.value ?? found
            if let lacking = found.first(where: { !levels.contains($0) }) {
                throw StepFailure("the order of '\(name)' does not have the category '\(lacking)'")
            }
            return OrdinalTransform.Categories(name: name, levels: levels)
        } transform: {
            OrdinalTransform(columns: $0, unknown: unknown)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        let names = try names(in: context)
        for entry in order where !names.contains(entry.key) {
            throw DataDiagnostics(
                "unknown-column", "an order is given for '\(entry.key)', which is not among the columns",
                at: entry.origin)
        }
        return names.reduce(context.schema) { $0.setting(ColumnSchema(name: $1, type: .number)) }
    }
}

struct OrdinalTransform: ReplacingTransform {
    enum Unknown: String, Codable, Sendable, CaseIterable {
        case error, missing, last
    }

    struct Categories: ColumnState {
        var name: String
        var levels: [String]
    }

    static let stepName = "ordinal"

    var columns: [Categories]
    let unknown: Unknown

    func made(of entry: Categories, in table: Table) throws -> [Column] {
        let codes = try table.categories(entry.name, for: Self.stepName).codes(in: entry.levels)
        if unknown == .error, let row = codes.firstIndex(of: CategoryColumn.unknown) {
            throw table.unknownCategory(
                entry.name, Self.stepName, row: row, help: "set unknown: missing or unknown: last")
        }
        let last = unknown == .last ? Double(entry.levels.count) : .nan
        let numbers = codes.map { $0 >= 0 ? Double($0) : ($0 == CategoryColumn.unknown ? last : .nan) }
        return [.numbers(NumberColumn(missingAsNaN: numbers))]
    }
}
