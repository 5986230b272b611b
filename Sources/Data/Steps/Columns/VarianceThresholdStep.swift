import Spec

package struct VarianceThresholdStep: Step {
    package static let name = "variance_threshold"
    package static let about = """
        Removes columns that hardly vary.

            kept where variance (divisor n) > threshold        over the training rows

        Columns that are not candidates stay.

        - Limits: a column of one value, but for rounding, counts as constant; missing values are ignored
        - Errors: candidates that are not numbers; no candidate left
        - Source: as scikit-learn's `VarianceThreshold`
        """
    package static let primaryField: String? = "threshold"
    package static let example: String? = "{variance_threshold: {columns: [area, rooms]}}"

    package static let transforms: [any Transform.Type] = [VarianceThresholdTransform.self]

    let columns: ColumnSelector
    let threshold: Double
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns that may be removed.")
        threshold = fields.double(
            "threshold", default: 0, in: .nonNegative,
            "Largest variance that is removed; with 0 only constant columns go.")
        scope = fields.choice("fit_on", default: .train, "Rows that the variances are computed from.")
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let names = try columns.resolveFactors(in: context, for: Self.name)
            let table = rows.table(names)
            let variances = try names.map { name -> VarianceThresholdTransform.Variance in
                let values = try table.numberValues(name, for: Self.name).values.filter { !$0.isNaN }
                let statistics = ColumnStatistics(values)
                let variance = statistics.isConstant ? 0 : statistics.squares / Double(max(1, values.count))
                return VarianceThresholdTransform.Variance(name: name, variance: variance)
            }
            let dropped = variances.filter { !($0.variance > threshold) }.map(\.name)
            guard dropped.count < names.count else {
                throw StepFailure(
                    "no column of \(names.count) has a variance above \(threshold)",
                    help: "lower the threshold")
            }
            return VarianceThresholdTransform(variances: variances, dropped: dropped)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try columns.resolveFactors(in: context, for: Self.name)
        var schema = context.schema
        schema.isProvisional = true
        return schema
    }
}

struct VarianceThresholdTransform: Transform {
    struct Variance: Codable, Sendable {
        var name: String
        var variance: Double
    }

    static let stepName = "variance_threshold"

    let variances: [Variance]
    let dropped: [String]

    func apply(to table: Table) throws -> Table { table.dropping(Set(dropped)) }
}
