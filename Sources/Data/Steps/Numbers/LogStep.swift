import Spec

/// Replaces values by their logarithm.
///
///     y = ln x        y = ln x / ln base
///
/// - Fields: columns, except (column selectors); base (> 0, not 1; left out: e)
/// - Limits: missing values stay missing; undone for predictions when the target is among the columns
/// - Errors: columns that are no numbers; values that are not above 0, with their count and the first one's row
package struct LogStep: Step {
    package static let name = "log"
    package static let summary = "Replaces values by their logarithm."
    package static let documentation = """
        log: run_time      log: {columns: [price, area], base: 10}

            y = ln x, or ln x / ln base

        Applied to the target it is undone for predictions: metrics are then given in original units too.

        Errors: columns that are no numbers; values that are not above 0, with their count and the first one's row.
        """
    package static let primaryField: String? = "columns"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let base: Double?

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.requiredColumnSelector("columns whose logarithm is taken")
        base = fields.optionalDouble("base", in: .positive, "base of the logarithm, not 1; left out: e")
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
