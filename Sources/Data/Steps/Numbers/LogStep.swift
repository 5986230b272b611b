import Spec

package struct LogStep: Step {
    package static let name = "log"
    package static let about = """
        Replaces values by their logarithm.

            y = ln x,   or ln x / ln base

        - Limits: missing values stay missing; undone for predictions when the target is among the columns,
          so metrics are given in original units too
        - Errors: columns that are no numbers; values that are not above 0, with their count and the first
          one's row
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{log: run_time}"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let base: Double?

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.requiredColumnSelector("Columns whose logarithm is taken.")
        base = fields.optionalDouble("base", in: .positive, "Base of the logarithm, not 1; default e.")
        if base == 1 {
            fields.report(
                Diagnostic("out-of-range", "1 is no base of a logarithm", at: fields.origin(of: "base")))
        }
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { context in
            let names = try columns.resolveNumbers(in: context, for: Self.name)
            return LogarithmTransform(columns: names, base: base, addsOne: false)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try columns.resolveNumbers(in: context, for: Self.name)
        return context.schema
    }
}
