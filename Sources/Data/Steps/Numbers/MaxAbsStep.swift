import Spec

package struct MaxAbsStep: ColumnwiseStep {
    package static let name = "max_abs"
    package static let about = """
        Divides columns by their largest magnitude.

            y = x / max |x|        over the training rows

        Zeros stay zeros. Applied to the target it is undone for predictions.

        - Limits: a column of zeros is divided by 1, with a warning; missing values are ignored and stay
          missing
        - Errors: columns that are not numbers, or without a value in the training rows
        - Source: values as in scikit-learn's `MaxAbsScaler`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{max_abs: {columns: [area, rooms]}}"

    static let takes = ColumnKinds.numbers
    package static let transforms: [any Transform.Type] = [ScaleTransform.self]

    let columns: ColumnSelector
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns that are changed.")
        scope = fields.choice("fit_on", default: .train, "Rows that the magnitude is taken from.")
    }

    package var preparation: StepPreparation {
        fitted(on: scope) { name, rows in
            let statistics = try rows.statistics(name, for: Self.name)
            let largest = max(abs(statistics.minimum), abs(statistics.maximum))
            return ScaleTransform.Scale(
                name: name, offset: 0, scale: largest > 0 ? largest : 1, isConstant: largest == 0)
        } transform: {
            ScaleTransform(columns: $0)
        }
    }
}
