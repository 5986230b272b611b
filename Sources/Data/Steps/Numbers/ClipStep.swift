import Spec

package struct ClipStep: Step {
    package static let name = "clip"
    package static let about = """
        Moves values outside a range to its ends.

            y = min(max(x, lower), upper)

        For ends learned from the training rows see `outliers`.

        - Limits: missing values stay missing; on the target it cannot be undone, so metrics are those of
          the clipped values
        - Errors: columns that are no numbers; neither end given; lower above upper
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{clip: {columns: age, lower: 0, upper: 110}}"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let lower: Double?
    let upper: Double?

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.requiredColumnSelector("Columns that are changed.")
        lower = fields.optionalDouble("lower", "Smallest value; default none.")
        upper = fields.optionalDouble("upper", "Largest value; default none.")
        if lower == nil && upper == nil {
            fields.report(
                Diagnostic("missing-field", "'clip' needs 'lower' or 'upper'", at: fields.place))
        }
        if let lower, let upper, lower > upper {
            fields.report(
                Diagnostic("out-of-range", "'lower' is above 'upper'", at: fields.origin(of: "lower")))
        }
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { context in
            let names = try columns.resolveNumbers(in: context, for: Self.name)
            return ClipTransform(columns: names.map { .init(name: $0, lower: lower, upper: upper) })
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try columns.resolveNumbers(in: context, for: Self.name)
        return context.schema
    }
}

struct ClipTransform: Transform {
    struct Limits: Codable, Sendable {
        var name: String
        var lower: Double?
        var upper: Double?
    }

    static let stepName = "clip"

    let columns: [Limits]

    func apply(to table: Table) throws -> Table {
        var table = table
        for limits in columns {
            let column = try table.numbers(limits.name, for: Self.stepName)
            let lower = limits.lower ?? -.infinity
            let upper = limits.upper ?? .infinity
            // Comparisons with NaN are false, so a missing value stays one.
            let clipped = column.mapped { $0 < lower ? lower : ($0 > upper ? upper : $0) }
            try table.set(limits.name, .numbers(clipped))
        }
        return table
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0.name) }
        return kept.isEmpty ? nil : ClipTransform(columns: kept)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}
