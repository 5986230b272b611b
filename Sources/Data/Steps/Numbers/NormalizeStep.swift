import Spec

package struct NormalizeStep: ColumnwiseStep {
    package static let name = "normalize"
    package static let aliases: [String] = ["min_max"]
    package static let about = """
        Shifts and scales columns into a range, [0, 1] by default.

            y = (x - minimum) / (maximum - minimum) · (upper - lower) + lower

        The extremes are those of the training rows, so other rows may fall outside the range. Applied to
        the target it is undone for predictions. `fit_on: all` looks at test rows too and is reported as a
        leak.

        - Limits: a constant column becomes `lower`, with a warning; missing values are ignored and stay
          missing
        - Errors: columns that are not numbers, or without a value in the training rows; an empty range
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{normalize: {columns: area, range: [-1, 1]}}"

    static let takes = ColumnKinds.numbersAndTensors
    package static let transforms: [any Transform.Type] = [NormalizeTransform.self]

    let columns: ColumnSelector
    let lower: Double
    let upper: Double
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns that are changed.")
        let range = fields.doubles(
            "range", count: 2, default: [0, 1], "Lower and upper end of the new range.")
        lower = range.first ?? 0
        upper = range.last ?? 1
        if !(lower < upper) {
            fields.report(
                Diagnostic(
                    "out-of-range", "the lower end of the range must be below the upper one",
                    at: fields.origin(of: "range")))
        }
        scope = fields.choice("fit_on", default: .train, "Rows that the extremes are taken from.")
    }

    package var preparation: StepPreparation {
        fitted(on: scope) { name, rows in
            let statistics = try rows.statistics(name, for: Self.name)
            return NormalizeTransform.Scale(
                name: name, minimum: statistics.minimum, maximum: statistics.maximum)
        } transform: {
            NormalizeTransform(columns: $0, lower: lower, upper: upper)
        }
    }
}

struct NormalizeTransform: ReplacingTransform {
    struct Scale: ColumnState {
        var name: String
        var minimum: Double
        var maximum: Double

        /// 1 for a constant column.
        var width: Double { maximum > minimum ? maximum - minimum : 1 }
    }

    static let stepName = "normalize"

    var columns: [Scale]
    let lower: Double
    let upper: Double

    var warnings: [String] {
        warning(
            "constant in the training rows and therefore all equal",
            about: columns.filter { $0.maximum <= $0.minimum })
    }

    func made(of scale: Scale, in table: Table) throws -> [Column] {
        let (minimum, width, lower, span) = (scale.minimum, scale.width, lower, upper - lower)
        if case .tensors(let tensors)? = table[scale.name] {
            let (offset, factor) = affine(scale)
            return [.tensors(tensors.scaled(subtracting: offset, dividingBy: factor))]
        }
        let column = try table.numbers(scale.name, for: Self.stepName)
        return [.numbers(column.mapped { ($0 - minimum) / width * span + lower })]
    }

    func effect(on scale: Scale) -> TargetEffect {
        let (offset, factor) = affine(scale)
        return .invertible(.affine(offset: offset, scale: factor))
    }

    /// (x − minimum) / width · span + lower as one shift and one divisor.
    private func affine(_ scale: Scale) -> (offset: Double, factor: Double) {
        let factor = scale.width / (upper - lower)
        return (scale.minimum - lower * factor, factor)
    }
}
