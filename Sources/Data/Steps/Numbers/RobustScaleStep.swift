import Spec

package struct RobustScaleStep: ColumnwiseStep {
    package static let name = "robust_scale"
    package static let about = """
        Shifts and scales columns by median and quantile range.

            y = (x - median) / (upper quantile - lower quantile)        over the training rows

        Outliers hardly move it. Applied to the target it is undone for predictions.

        - Limits: a column whose quantiles are equal is divided by 1, with a warning, or with `equal:
          half_range` by half of (largest - smallest); missing values are ignored and stay missing
        - Errors: columns that are not numbers, or without a value in the training rows
        - Source: values as in scikit-learn's `RobustScaler`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{robust_scale: {columns: [area, rooms]}}"

    static let takes = ColumnKinds.numbers
    package static let transforms: [any Transform.Type] = [ScaleTransform.self]

    let columns: ColumnSelector
    let quantiles: [Double]
    let withCenter: Bool
    let withScale: Bool
    let equal: EqualQuantiles
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns that are changed.")
        quantiles = fields.doubles(
            "quantiles", count: 2, default: [0.25, 0.75], in: .closed(0, 1), "Lower and upper quantile.")
        withCenter = fields.bool("with_center", default: true, "Whether the median is subtracted.")
        withScale = fields.bool(
            "with_scale", default: true, "Whether values are divided by the quantile range.")
        equal = fields.choice(
            "equal", default: .one,
            "What a column is divided by whose quantiles are equal: one, or half_range of its values.")
        scope = fields.choice("fit_on", default: .train, "Rows that median and quantiles are taken from.")
        if let lower = quantiles.first, let upper = quantiles.last, !(lower < upper) {
            fields.report(
                Diagnostic(
                    "out-of-range", "the lower quantile must be below the upper one",
                    at: fields.origin(of: "quantiles")))
        }
    }

    /// What a column is divided by whose quantiles are equal.
    enum EqualQuantiles: String, CaseIterable, Sendable {
        case one
        case halfRange = "half_range"
    }

    package var preparation: StepPreparation {
        fitted(on: scope) { name, rows in
            let sorted = try rows.sortedNumbers(name, for: Self.name)
            var range = Quantile.of(sorted, quantiles[1]) - Quantile.of(sorted, quantiles[0])
            if equal == .halfRange, !(range > 10 * Double.ulpOfOne), let last = sorted.last {
                range = (last - sorted[0]) / 2
            }
            let isConstant = !(range > 10 * Double.ulpOfOne)
            return ScaleTransform.Scale(
                name: name, offset: withCenter ? Quantile.median(sorted) : 0,
                scale: withScale && !isConstant ? range : 1, isConstant: withScale && isConstant)
        } transform: {
            ScaleTransform(columns: $0)
        }
    }
}
