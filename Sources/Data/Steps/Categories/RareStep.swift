import Spec

package struct RareStep: ColumnwiseStep {
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
    package static let example: String? = "{rare: {columns: city, min_share: 0.3}}"

    static let takes = ColumnKinds.featureValues
    package static let transforms: [any Transform.Type] = [RareTransform.self]

    let columns: ColumnSelector
    let minimumShare: Double
    let minimumCount: Int?
    let commonName: String
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .categoricalFeatures, "Columns that are changed.")
        minimumShare = fields.double(
            "min_share", default: 0.01, in: .closed(0, 1), "Smallest share that is kept.")
        minimumCount = fields.optionalInt(
            "min_count", in: .greaterOrEqual(1), "Fewest rows that are kept; in place of min_share.")
        commonName = fields.string("name", default: "other", "What the rare ones become.")
        scope = fields.choice("fit_on", default: .train, "Rows that are counted.")
    }

    package var preparation: StepPreparation {
        fitted(on: scope) { name, rows in
            let categories = try rows.categories(name, for: Self.name)
            let counts = categories.counts
            let needed = minimumCount.map { Double($0) } ?? minimumShare * Double(counts.reduce(0, +))
            let kept = zip(categories.levels, counts).filter { $0.1 > 0 && Double($0.1) >= needed }
            return RareTransform.Kept(name: name, levels: kept.map(\.0).filter { $0 != commonName })
        } transform: {
            RareTransform(columns: $0, commonName: commonName)
        }
    }

    /// Which of the categories stay only the rows can tell: at most these.
    func columns(inPlaceOf column: ColumnSchema) -> [ColumnSchema] {
        var levels = column.type == .boolean ? ["false", "true"] : column.levels
        if levels?.contains(commonName) == false { levels?.append(commonName) }
        return [ColumnSchema(name: column.name, type: .category, levels: levels)]
    }
}

struct RareTransform: ReplacingTransform {
    struct Kept: ColumnState {
        var name: String
        var levels: [String]
    }

    static let stepName = "rare"

    var columns: [Kept]
    let commonName: String

    func made(of entry: Kept, in table: Table) throws -> [Column] {
        let codes = try table.categories(entry.name, for: Self.stepName).codes(in: entry.levels)
        let common = Int32(entry.levels.count)
        let changed = codes.map { $0 == CategoryColumn.unknown ? common : $0 }
        return [.categories(CategoryColumn(codes: changed, levels: entry.levels + [commonName]))]
    }
}
