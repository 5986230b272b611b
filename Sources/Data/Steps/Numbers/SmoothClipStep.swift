import Spec

package struct SmoothClipStep: FunctionStep {
    package static let name = "smooth_clip"
    package static let about = """
        Bends large values towards a limit that they never reach.

            y = x / √(1 + (x / limit)²)

        Small values stay nearly as they are, outliers come near ± `limit` and keep their order: meant for
        columns that `robust_scale` or `standardize` has scaled.

        - Limits: missing values stay missing; undone for predictions when the target is among the columns,
          predictions beyond the limit having no original value
        - Errors: columns that are not numbers
        - Source: Holzmüller, Grinsztajn and Steinwart, "Better by default: Strong pre-tuned MLPs and
          boosted trees on tabular data", 2024, section 3
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{smooth_clip: {columns: area, limit: 3}}"

    let columns: ColumnSelector
    let limit: Double

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns that are changed.")
        limit = fields.double("limit", default: 3, in: .positive, "What no value reaches.")
    }

    var function: SmoothClip { SmoothClip(limit: limit) }
}

struct SmoothClip: ColumnFunction {
    static let stateName = "smooth_clip"

    let limit: Double

    func values(of column: NumberColumn) -> NumberColumn {
        column.mapped { value in
            let share = value / limit
            return value / (1 + share * share).squareRoot()
        }
    }

    func inverse(_ value: Double) -> Double {
        let share = value / limit
        return value / (1 - share * share).squareRoot()
    }
}
