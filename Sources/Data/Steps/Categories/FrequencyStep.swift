import Spec

package struct FrequencyStep: Step {
    package static let name = "frequency"
    package static let about = """
        Replaces categories by how often they occur.

            y = rows of the category / rows with any category        in the training rows

        - Limits: a category that training did not see is 0; missing values stay missing
        - Errors: the target among the columns
        """
    package static let primaryField: String? = "columns"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.columnSelector(default: .categoricalFeatures, "Columns that are replaced.")
        scope = fields.choice("fit_on", default: .train, "Rows that are counted.")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let names = try columns.resolveValues(in: context, for: Self.name)
            return FrequencyTransform(
                columns: try names.map { name in
                    let categories = try rows.categories(name, for: Self.name)
                    let counts = categories.counts
                    let present = Double(max(1, counts.reduce(0, +)))
                    let used = zip(categories.levels, counts).filter { $0.1 > 0 }
                    return FrequencyTransform.Shares(
                        name: name, levels: used.map(\.0), shares: used.map { Double($0.1) / present })
                })
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        var schema = context.schema
        for name in try columns.resolveValues(in: context, for: Self.name) {
            schema = schema.setting(ColumnSchema(name: name, type: .number))
        }
        return schema
    }
}

struct FrequencyTransform: Transform {
    struct Shares: Codable, Sendable {
        var name: String
        var levels: [String]
        var shares: [Double]
    }

    static let stepName = "frequency"

    let columns: [Shares]

    func apply(to table: Table) throws -> Table {
        var result = table
        for entry in columns {
            let codes = try table.categories(entry.name, for: Self.stepName).codes(in: entry.levels)
            let values = codes.map { code -> Double in
                code >= 0 ? entry.shares[Int(code)] : (code == CategoryColumn.unknown ? 0 : .nan)
            }
            try result.set(entry.name, .numbers(NumberColumn(missingAsNaN: values)))
        }
        return result
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0.name) }
        return kept.isEmpty ? nil : FrequencyTransform(columns: kept)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}
