import Spec

package struct FrequencyStep: ColumnwiseStep {
    package static let name = "frequency"
    package static let about = """
        Replaces categories by how often they occur.

            y = rows of the category / rows with any category        in the training rows

        - Limits: a category that training did not see is 0; missing values stay missing
        - Errors: the target among the columns
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{frequency: {columns: city}}"

    static let takes = ColumnKinds.featureValues
    package static let transforms: [any Transform.Type] = [FrequencyTransform.self]

    let columns: ColumnSelector
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .categoricalFeatures, "Columns that are replaced.")
        scope = fields.choice("fit_on", default: .train, "Rows that are counted.")
    }

    package var preparation: StepPreparation {
        fitted(on: scope) { name, rows in
            let categories = try rows.categories(name, for: Self.name)
            let counts = categories.counts
            let present = Double(max(1, counts.reduce(0, +)))
            let used = zip(categories.levels, counts).filter { $0.1 > 0 }
            return FrequencyTransform.Shares(
                name: name, levels: used.map(\.0), shares: used.map { Double($0.1) / present })
        } transform: {
            FrequencyTransform(columns: $0)
        }
    }

    func columns(inPlaceOf column: ColumnSchema) -> [ColumnSchema] {
        [ColumnSchema(name: column.name, type: .number)]
    }
}

struct FrequencyTransform: ReplacingTransform {
    struct Shares: ColumnState {
        var name: String
        var levels: [String]
        var shares: [Double]
    }

    static let stepName = "frequency"

    var columns: [Shares]

    func made(of entry: Shares, in table: Table) throws -> [Column] {
        let codes = try table.categories(entry.name, for: Self.stepName).codes(in: entry.levels)
        let values = codes.map { code -> Double in
            code >= 0 ? entry.shares[Int(code)] : (code == CategoryColumn.unknown ? 0 : .nan)
        }
        return [.numbers(NumberColumn(missingAsNaN: values))]
    }
}
