import Spec

package struct PowerStep: ColumnwiseStep {
    package static let name = "power"
    package static let about = """
        Makes columns look more like normal distributions by a power learned from the training rows.

            yeo_johnson  x ≥ 0: ((x + 1)^λ - 1) / λ,  ln(x + 1) for λ = 0
                         x < 0: -((1 - x)^(2-λ) - 1) / (2 - λ),  -ln(1 - x) for λ = 2
            box_cox      (x^λ - 1) / λ,  ln x for λ = 0;  x > 0
            λ maximizes  -n/2 · ln variance(y) + Σ ln |dy/dx|
            then, with standardize: (y - mean) / standard deviation (divisor n)

        λ is the likeliest power between -20 and 20, to full precision; where the likelihood still rises
        there, as for years (narrow and far from 0), the end is taken, with a warning: `standardize` does
        more for such columns. For values that differ by less than a millionth of their size the likeliest
        power is decided by rounding. Applied to the target it is undone for predictions.

        - Limits: a constant column is left as it is but for its mean; missing values stay missing
        - Errors: columns that are not numbers, or without a value in the training rows; box_cox of values
          not above 0
        - Source: I. Yeo, R. Johnson, "A new family of power transformations", Biometrika 87, 2000; G. Box,
          D. Cox, "An analysis of transformations", J. Royal Statistical Society B 26, 1964
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{power: {columns: area}}"

    static let takes = ColumnKinds.numbers
    package static let transforms: [any Transform.Type] = [PowerTransform.self]

    let columns: ColumnSelector
    let method: PowerFunction.Method
    let standardizes: Bool
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns that are changed.")
        method = fields.choice("method", default: .yeoJohnson, "Which family of powers.")
        standardizes = fields.bool("standardize", default: true, "Whether mean 0 and deviation 1 follow.")
        scope = fields.choice("fit_on", default: .train, "Rows that the power is learned from.")
    }

    package var preparation: StepPreparation {
        fitted(on: scope, each: fit) { PowerTransform(columns: $0) }
    }

    private func fit(_ name: String, _ rows: TrainingRows) throws -> PowerTransform.Power {
        let statistics = try rows.statistics(name, for: Self.name)
        let values = rows.presentNumbers(name) ?? []
        if method == .boxCox && statistics.minimum <= 0 {
            throw StepFailure(
                "box_cox needs values above 0, and '\(name)' goes down to \(statistics.minimum)",
                help: "use yeo_johnson")
        }
        // A constant column has no likeliest power: 1 leaves its values alone.
        let exponent = statistics.isConstant ? 1 : PowerFunction.likeliest(method, values)
        let function = PowerFunction(method: method, exponent: exponent)
        let changed = ColumnStatistics(values.map(function.value))
        let deviation = changed.deviation()
        let isFlat = statistics.isConstant || changed.isConstant
        return PowerTransform.Power(
            name: name, function: function, mean: standardizes ? changed.mean : 0,
            deviation: standardizes && !isFlat ? deviation : 1)
    }
}

struct PowerTransform: ReplacingTransform {
    struct Power: ColumnState {
        var name: String
        var function: PowerFunction
        var mean: Double
        var deviation: Double
    }

    static let stepName = "power"

    var columns: [Power]

    var warnings: [String] {
        let largest = PowerFunction.exponents.upperBound - 1e-6
        return warning(
            "the likeliest power lies beyond -20 and 20, where it is not looked for; the end was taken",
            about: columns.filter { abs($0.function.exponent) > largest })
    }

    func made(of entry: Power, in table: Table) throws -> [Column] {
        let column = try table.numbers(entry.name, for: Self.stepName)
        if entry.function.method == .boxCox, let row = column.values.firstIndex(where: { $0 <= 0 }) {
            throw StepFailure(
                "box_cox needs values above 0, found \(column.values[row]), '\(entry.name)' in data row "
                    + "\(table.rowId(row)) (counted from 0)", help: "use yeo_johnson")
        }
        return [.numbers(column.mapped { (entry.function.value($0) - entry.mean) / entry.deviation })]
    }

    func effect(on entry: Power) -> TargetEffect {
        let (function, mean, deviation) = (entry.function, entry.mean, entry.deviation)
        return .invertible(
            TargetStage("\(function) \(mean) \(deviation)") { function.inverted($0 * deviation + mean) })
    }
}
