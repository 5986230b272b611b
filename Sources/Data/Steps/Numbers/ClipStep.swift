import Spec

package struct ClipStep: ColumnwiseStep {
    package static let name = "clip"
    package static let about = """
        Moves values outside a range to its ends.

            y = min(max(x, lower), upper)

        For ends learned from the training rows see `outliers`.

        - Limits: missing values stay missing; on the target it cannot be undone, so metrics are those of
          the clipped values
        - Errors: columns that are not numbers; neither end given; lower above upper
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{clip: {columns: area, lower: 20, upper: 200}}"

    static let takes = ColumnKinds.numbers
    package static let transforms: [any Transform.Type] = [ClipTransform.self]

    let columns: ColumnSelector
    let lower: Double?
    let upper: Double?

    package init(reading fields: inout FieldReader) {
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
    }

    package var preparation: StepPreparation {
        stateless { ClipTransform(columns: $0.map { .init(name: $0, lower: lower, upper: upper) }) }
    }
}

struct ClipTransform: ReplacingTransform {
    struct Limits: ColumnState {
        var name: String
        var lower: Double?
        var upper: Double?
    }

    static let stepName = "clip"

    var columns: [Limits]

    func made(of limits: Limits, in table: Table) throws -> [Column] {
        let column = try table.numbers(limits.name, for: Self.stepName)
        let lower = limits.lower ?? -.infinity
        let upper = limits.upper ?? .infinity
        // Comparisons with NaN are false, so a missing value stays one.
        return [.numbers(column.mapped { $0 < lower ? lower : ($0 > upper ? upper : $0) })]
    }
}
