import Spec

package struct RareStep: Step {
    package static let name = "rare"
    package static let about = """
        Puts rare categories together into one.

        Categories with less than `min_share` of the training rows that have any, or fewer than `min_count`
        rows, become the one called `name`, as in `{columns: city, min_count: 20, name: elsewhere}`. So does
        a category that training did not see.

        - Limits: missing values stay missing; the result is a column of categories
        - Errors: the target among the columns
        """
    package static let primaryField: String? = "columns"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let minimumShare: Double
    let minimumCount: Int?
    let commonName: String
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.columnSelector(default: .categoricalFeatures, "Columns that are changed.")
        minimumShare = fields.double(
            "min_share", default: 0.01, in: .closed(0, 1), "Smallest share that is kept.")
        minimumCount = fields.optionalInt(
            "min_count", in: .greaterOrEqual(1), "Fewest rows that are kept; in place of min_share.")
        commonName = fields.string("name", default: "other", "What the rare ones become.")
        scope = fields.choice("fit_on", default: .train, "rows that are counted")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let names = try columns.resolveValues(in: context, for: Self.name)
            return RareTransform(
                columns: try names.map { name in
                    let categories = try rows.categories(name, for: Self.name)
                    let counts = categories.counts
                    let needed = minimumCount.map { Double($0) } ?? minimumShare * Double(counts.reduce(0, +))
                    let kept = zip(categories.levels, counts).filter { $0.1 > 0 && Double($0.1) >= needed }
                    return RareTransform.Kept(name: name, levels: kept.map(\.0).filter { $0 != commonName })
                }, commonName: commonName)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        var schema = context.schema
        for name in try columns.resolveValues(in: context, for: Self.name) {
            // Which of them stay only the rows can tell: at most these.
            var levels = schema[name]?.type == .boolean ? ["false", "true"] : schema[name]?.levels
            if levels?.contains(commonName) == false { levels?.append(commonName) }
            schema = schema.setting(ColumnSchema(name: name, type: .category, levels: levels))
        }
        return schema
    }
}

struct RareTransform: Transform {
    struct Kept: Codable, Sendable {
        var name: String
        var levels: [String]
    }

    static let stepName = "rare"

    let columns: [Kept]
    let commonName: String

    func apply(to table: Table) throws -> Table {
        var result = table
        for entry in columns {
            let codes = try table.categories(entry.name, for: Self.stepName).codes(in: entry.levels)
            let common = Int32(entry.levels.count)
            let changed = codes.map { $0 == CategoryColumn.unknown ? common : $0 }
            let column = CategoryColumn(codes: changed, levels: entry.levels + [commonName])
            try result.set(entry.name, .categories(column))
        }
        return result
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0.name) }
        return kept.isEmpty ? nil : RareTransform(columns: kept, commonName: commonName)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}
