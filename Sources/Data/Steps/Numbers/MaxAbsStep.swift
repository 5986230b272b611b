import Spec

package struct MaxAbsStep: Step {
    package static let name = "max_abs"
    package static let about = """
        Divides columns by their largest magnitude.

            y = x / max |x|        over the training rows

        Zeros stay zeros. Applied to the target it is undone for predictions.

        - Limits: a column of zeros is divided by 1, with a warning; missing values are passed over and stay
          missing
        - Errors: columns that are no numbers, or without a value in the training rows
        - Source: values as in scikit-learn's `MaxAbsScaler`
        """
    package static let primaryField: String? = "columns"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.columnSelector(default: .allFeatures, "Columns that are changed.")
        scope = fields.choice("fit_on", default: .train, "Rows that the magnitude is taken from.")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let names = try columns.resolveNumbers(in: context, for: Self.name)
            return ScaleTransform(
                columns: try names.map { name in
                    let statistics = try rows.statistics(name, for: Self.name)
                    let largest = max(abs(statistics.minimum), abs(statistics.maximum))
                    return ScaleTransform.Scale(
                        name: name, offset: 0, scale: largest > 0 ? largest : 1, isConstant: largest == 0)
                })
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try columns.resolveNumbers(in: context, for: Self.name)
        return context.schema
    }
}
