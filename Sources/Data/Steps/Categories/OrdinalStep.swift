import Spec

/// Replaces categories by whole numbers in their order.
///
///     y = position of the category among those of the training rows, counted from 0
///
/// - Fields: columns, except (default: categories, truth values and text among the features); order (by column name, the
///   categories from first to last; left out: numbers ascending, text by its letters); unknown (error; missing; last:
///   one above the last); fit_on
/// - Limits: missing values stay missing
/// - Errors: the target among the columns; a category of the training rows that a given order does not have
package struct OrdinalStep: Step {
    package static let name = "ordinal"
    package static let summary = "Replaces categories by whole numbers in their order."
    package static let documentation = """
        ordinal: {columns: size, order: {size: [S, M, L, XL]}}

            y = position of the category, counted from 0

        Without `order` the categories are those of the training rows, numbers ascending and text by
        its letters. A category that is not among them is an error; `unknown: missing` makes it
        missing, `last` gives it the number after the last. Missing values stay missing.

        Errors: the target among the columns; a category of the training rows that a given order
        lacks.
        """
    package static let primaryField: String? = "columns"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let order: [(key: String, value: [String], origin: Origin)]
    let unknown: OrdinalTransform.Unknown
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.columnSelector(default: .categoricalFeatures, "columns that are replaced")
        let order =
            fields.optionalEntries(
                "order", of: [CategoryValue].self, "categories from first to last, by column name") ?? []
        self.order = order.map { ($0.key, $0.value.map(\.text), $0.origin) }
        unknown = fields.choice("unknown", default: .error, "a category that training did not see")
        scope = fields.choice("fit_on", default: .train, "rows that the categories are taken from")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let names = try columns.resolveValues(in: context, for: Self.name)
            let fitted = try names.map { name -> OrdinalTransform.Categories in
                let found = try rows.categories(name, for: Self.name).occurringLevels
                let levels = order.first { $0.key == name }?.value ?? found
                if let lacking = found.first(where: { !levels.contains($0) }) {
                    throw StepFailure("the order of '\(name)' does not have the category '\(lacking)'")
                }
                return OrdinalTransform.Categories(name: name, levels: levels)
            }
            return OrdinalTransform(columns: fitted, unknown: unknown)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        var schema = context.schema
        let names = try columns.resolveValues(in: context, for: Self.name)
        for entry in order where !names.contains(entry.key) {
            throw DataDiagnostics(
                "unknown-column", "an order is given for '\(entry.key)', which is not among the columns",
                at: entry.origin)
        }
        for name in names { schema = schema.setting(ColumnSchema(name: name, type: .number)) }
        return schema
    }
}

struct OrdinalTransform: Transform {
    enum Unknown: String, Codable, Sendable, CaseIterable {
        case error, missing, last
    }

    struct Categories: Codable, Sendable {
        var name: String
        var levels: [String]
    }

    static let stepName = "ordinal"

    let columns: [Categories]
    let unknown: Unknown

    func apply(to table: Table) throws -> Table {
        var result = table
        for entry in columns {
            let codes = try table.categories(entry.name, for: Self.stepName).codes(in: entry.levels)
            if unknown == .error, let row = codes.firstIndex(of: CategoryColumn.unknown) {
                throw table.unknownCategory(
                    entry.name, Self.stepName, row: row, help: "set unknown: missing or unknown: last")
            }
            let last = unknown == .last ? Double(entry.levels.count) : .nan
            let numbers = codes.map { $0 >= 0 ? Double($0) : ($0 == CategoryColumn.unknown ? last : .nan) }
            try result.set(entry.name, .numbers(NumberColumn(missingAsNaN: numbers)))
        }
        return result
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0.name) }
        return kept.isEmpty ? nil : OrdinalTransform(columns: kept, unknown: unknown)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}
