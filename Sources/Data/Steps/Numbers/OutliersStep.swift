import Spec

package struct OutliersStep: ColumnwiseStep {
    package static let name = "outliers"
    package static let about = """
        Clips values far from the middle, or removes their rows.

            tukey    fences Q1 - limit · (Q3 - Q1) and Q3 + limit · (Q3 - Q1)
            zscore   fences mean ± limit · standard deviation (divisor n)

        `clip` learns the fences from the training rows. `drop` removes rows, which happens before rows are
        split: its fences are those of all rows there are then, found once per column before any row is
        removed.

        - Limits: a missing value is not an outlier; new data for prediction keep their rows
        - Errors: columns that are not numbers, or without a value; no row left
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{outliers: {columns: [area, rooms], method: tukey}}"

    enum Method: String, Codable, Sendable, CaseIterable {
        case tukey, zscore
    }

    enum Action: String, Sendable, CaseIterable {
        case clip, drop
    }

    static let takes = ColumnKinds.numbers
    package static let transforms: [any Transform.Type] = [ClipTransform.self, DropOutliersTransform.self]

    let columns: ColumnSelector
    let method: Method
    let limit: Double
    let action: Action
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns that are looked at.")
        method = fields.choice("method", default: .tukey, "How far is too far.")
        let limit = fields.optionalDouble(
            "limit", in: .positive, "How far the fences are; default 1.5 for tukey, 3 for zscore.")
        self.limit = limit ?? (method == .tukey ? 1.5 : 3)
        action = fields.choice(
            "action", default: .clip,
            "Whether values are moved to the fences (clip) or their rows removed (drop).")
        scope = fields.choice("fit_on", default: .train, "Rows that the fences for clip are taken from.")
    }

    package var preparation: StepPreparation {
        switch action {
        case .clip:
            fitted(on: scope) { name, rows in
                let fences = method.fences(try rows.sortedNumbers(name, for: Self.name), limit: limit)
                return ClipTransform.Limits(name: name, lower: fences.lower, upper: fences.upper)
            } transform: {
                ClipTransform(columns: $0)
            }
        case .drop:
            .stateless(changesRows: true) { context in
                DropOutliersTransform(columns: try names(in: context), method: method, limit: limit)
            }
        }
    }
}

extension OutliersStep.Method {
    /// Beyond which values are outliers.
    func fences(_ sorted: [Double], limit: Double) -> (lower: Double, upper: Double) {
        switch self {
        case .tukey:
            let (low, high) = (Quantile.of(sorted, 0.25), Quantile.of(sorted, 0.75))
            return (low - limit * (high - low), high + limit * (high - low))
        case .zscore:
            let statistics = ColumnStatistics(sorted)
            let deviation = statistics.deviation()
            return (statistics.mean - limit * deviation, statistics.mean + limit * deviation)
        }
    }
}

struct DropOutliersTransform: RowRemovingTransform {
    static let stepName = "drop_outliers"

    let columns: [String]
    let method: OutliersStep.Method
    let limit: Double

    func apply(to table: Table) throws -> Table {
        var keeps = [Bool](repeating: true, count: table.rowCount)
        for name in columns {
            let values = try table.numbers(name, for: Self.stepName).values
            let (lower, upper) = method.fences(values.filter { !$0.isNaN }.sorted(), limit: limit)
            for row in keeps.indices where values[row] < lower || values[row] > upper { keeps[row] = false }
        }
        let rows = keeps.indices.filter { keeps[$0] }.map { Int32($0) }
        guard !rows.isEmpty else { throw StepFailure("no row is left: every row has an outlier") }
        return rows.count == table.rowCount ? table : table.gathering(rows)
    }
}
