import Spec

package struct ColumnSplit: Split {
    package static let name = "column"
    package static let about = """
        Assigns rows by the values of a column.

        A part takes one value or a list of them. `rest` names the part that all other values, and missing
        ones, belong to: `{column: fold, test: 4, rest: train}`. Without it such rows are left out, with a
        warning.

        - Limits: values are compared as text: numbers in their shortest form, truth values as true and
          false
        - Errors: a column that is not there; a value in two parts; a part without rows
        """
    package static let primaryField: String? = "column"
    package static let example: String? = "{column: {column: year, train: [2019, 2020], test: 2022}}"

    enum Rest: String, Sendable, CaseIterable {
        case train, val, test
    }

    let column: String
    let columnOrigin: Origin
    let values: [(part: String, values: [String])]
    let rest: Rest?
    let keeps: Bool

    package init(reading fields: inout FieldReader) {
        column = fields.requiredString("column", "The column whose values decide.")
        columnOrigin = fields.origin(of: "column")
        let train = fields.categories("train", "Values of training rows.")
        let val = fields.categories("val", aliases: ["validation"], "Values of validation rows.")
        let test = fields.categories("test", "Values of test rows.")
        values = [("train", train), ("val", val), ("test", test)].compactMap { part, values in
            values.map { (part, $0) }
        }
        rest = fields.optionalChoice("rest", "Part of all other values; default none.")
        keeps = fields.bool("keep", default: false, "Whether the column stays in the table.")
        let all = values.flatMap(\.values)
        if let twice = all.first(where: { value in all.count { $0 == value } > 1 }) {
            fields.report(
                Diagnostic("field-twice", "the value '\(twice)' belongs to two parts", at: fields.place))
        }
        if !values.contains(where: { $0.part == "train" }) && rest != .train {
            fields.report(
                Diagnostic(
                    "missing-field", "the split has no part 'train'", at: fields.place,
                    help: "add train: with its values, or rest: train"))
        }
    }

    package var partNames: [String] {
        SplitShares.order.filter { name in values.contains { $0.part == name } || rest?.rawValue == name }
    }
    package var keepsNeighbours: Bool? { nil }
    package var droppedColumns: [String] { keeps ? [] : [column] }

    package func check(_ context: StepContext) throws { try context.require(column, at: columnOrigin) }

    package func assign(_ table: Table, target: String, seed: UInt64) throws -> RowAssignment {
        guard let categories = table[column]?.asCategories else {
            throw StepFailure("the split needs the column '\(column)', which is not there")
        }
        let byLevel = categories.levels.map { level in
            values.first { $0.values.contains(level) }?.part ?? rest?.rawValue
        }
        var rows: [String: [Int32]] = [:]
        for (row, code) in categories.codes.enumerated() {
            guard let part = code < 0 ? rest?.rawValue : byLevel[Int(code)] else { continue }
            rows[part, default: []].append(Int32(row))
        }
        return RowAssignment(
            parts: try partNames.map { name in
                guard let part = rows[name] else {
                    let shown = categories.occurringLevels.prefix(10).joined(separator: ", ")
                    throw StepFailure(
                        "no row belongs to the part '\(name)'", help: "'\(column)' has the values \(shown)")
                }
                return RowAssignment.Part(name: name, rows: part)
            })
    }
}

extension FieldReader {
    /// A list of categories, or one; `nil` when it is left out.
    mutating func categories(_ name: String, aliases: [String] = [], _ documentation: String) -> [String]? {
        let values: [CategoryValue]? = optionalValue(name, aliases: aliases, documentation)
        return values?.map(\.text)
    }
}
