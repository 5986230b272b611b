import Spec

package struct CodesStep: ColumnwiseStep {
    package static let name = "codes"
    package static let about = """
        Numbers the categories of columns, for layers that look them up.

            y = 1 + position of the category, counted from 0;   0 for a missing value and for one that
                training did not see

        The layer `embeddings` makes a learned vector of each number; to other layers they are numbers that
        mean nothing. The categories are those of the training rows, numbers ascending and text
        alphabetically.

        - Errors: the target among the columns; more categories than `max_levels`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{codes: {columns: city}}"

    static let takes = ColumnKinds.featureValues
    package static let transforms: [any Transform.Type] = [CodesTransform.self]

    let columns: ColumnSelector
    let maximumLevels: Int
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .categoricalFeatures, "Columns that are replaced.")
        maximumLevels = fields.int(
            "max_levels", default: 100_000, in: .closed(1, 1e6), "More categories than this are a mistake.")
        scope = fields.choice("fit_on", default: .train, "Rows that the categories are taken from.")
    }

    /// For a model that splits categories by their numbers: those among its features that no step has made numbers of.
    ///
    /// - Parameter features: what the specification chooses; nil for all columns
    package init(of features: ColumnSelector?) {
        let all = ColumnSelector.allColumns
        columns =
            features.map { features in
                let others = ColumnSelector(.except(all, features), origin: .defaultValue)
                return ColumnSelector(.except(.categoricalFeatures, others), origin: .defaultValue)
            } ?? .categoricalFeatures
        maximumLevels = 1_000_000
        scope = .train
    }

    package var preparation: StepPreparation {
        fitted(on: scope) { name, rows in
            let levels = try rows.categories(name, for: Self.name).occurringLevels
            guard levels.count <= maximumLevels else {
                throw StepFailure(
                    "'\(name)' has \(levels.count) categories, more than max_levels (\(maximumLevels))",
                    help: "put rare ones together with 'rare', use 'target_encode', or raise max_levels")
            }
            return CodesTransform.Categories(name: name, levels: levels)
        } transform: {
            CodesTransform(columns: $0)
        }
    }

    func columns(inPlaceOf column: ColumnSchema) -> [ColumnSchema] {
        var made = ColumnSchema(name: column.name, type: .number)
        let known = column.type == .boolean ? 2 : column.levels?.count
        made.kind = .codes(count: 1 + (known ?? Self.guess))
        return [made]
    }

    /// How many categories a column is taken to have until its rows are read.
    private static let guess = 100
}

struct CodesTransform: ReplacingTransform {
    struct Categories: ColumnState {
        var name: String
        var levels: [String]
    }

    static let stepName = "codes"

    var columns: [Categories]

    func made(of entry: Categories, in table: Table) throws -> [Column] {
        let codes = try table.categories(entry.name, for: Self.stepName).codes(in: entry.levels)
        return [.numbers(NumberColumn(missingAsNaN: codes.map { $0 >= 0 ? Double($0) + 1 : 0 }))]
    }

    func kinds(after kinds: [String: FeatureKind]) -> [String: FeatureKind] {
        columns.reduce(into: kinds) { $0[$1.name] = .codes(count: $1.levels.count + 1) }
    }
}
