import Spec

package struct QuantileStep: ColumnwiseStep {
    package static let name = "quantile"
    package static let about = """
        Replaces values by their rank among the training rows.

            uniform   y = share of the training rows below x, from 0 to 1
            normal    y = Φ⁻¹ of that, cut at Φ⁻¹(1e-7) = ∓5.2

        Between the quantiles of the training rows values are interpolated. It cannot be undone and is not
        for the target (see `power`).

        - Limits: values outside those of training become the ends; equal values get the mean of their
          ranks; missing values stay missing
        - Errors: columns that are not numbers, or without a value in the training rows; the target among
          them
        - Source: values as in scikit-learn's `QuantileTransformer` without subsampling
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{quantile: {columns: area, output: normal}}"

    static let takes = ColumnKinds.numericFeatures
    package static let transforms: [any Transform.Type] = [QuantileTransform.self]

    let columns: ColumnSelector
    let quantiles: Int
    let output: QuantileTransform.Output
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns that are changed.")
        quantiles = fields.int(
            "quantiles", default: 1000, in: .closed(2, 1e6),
            "Quantiles that are remembered, at most the number of training rows.")
        output = fields.choice("output", default: .uniform, "How the result is distributed.")
        scope = fields.choice("fit_on", default: .train, "Rows that the quantiles are taken from.")
    }

    package var preparation: StepPreparation {
        fitted(on: scope) { name, rows in
            let sorted = try rows.sortedNumbers(name, for: Self.name)
            let count = max(2, min(quantiles, rows.count))
            let values = (0..<count).map { Quantile.of(sorted, Double($0) / Double(count - 1)) }
            return QuantileTransform.Landmarks(name: name, values: values)
        } transform: {
            QuantileTransform(columns: $0, output: output)
        }
    }
}

struct QuantileTransform: ReplacingTransform {
    enum Output: String, Codable, Sendable, CaseIterable {
        case uniform, normal
    }

    struct Landmarks: ColumnState {
        var name: String
        /// Ascending, at even shares from 0 to 1.
        var values: [Double]

        /// The mean of what interpolation gives from below and from above: they differ at repeated values.
        func share(of value: Double) -> Double {
            guard let first = values.first, let last = values.last else { return 0 }
            if value <= first { return 0 }
            if value >= last { return 1 }
            // First landmark above the value, and the first that is not below it.
            let above = values.partitionIndex { $0 > value }
            let notBelow = values.partitionIndex { $0 >= value }
            let steps = Double(values.count - 1)
            if notBelow < above {
                // The value is a landmark, perhaps a repeated one.
                return (Double(notBelow) + Double(above - 1)) / 2 / steps
            }
            let (low, high) = (values[above - 1], values[above])
            return (Double(above - 1) + (value - low) / (high - low)) / steps
        }
    }

    static let stepName = "quantile"

    var columns: [Landmarks]
    let output: Output

    func made(of entry: Landmarks, in table: Table) throws -> [Column] {
        // As scikit-learn cuts it.
        let least = 1e-7 - Double.ulpOfOne
        let column = try table.numbers(entry.name, for: Self.stepName)
        let changed = column.mapped { value in
            if value.isNaN { return .nan }
            let share = entry.share(of: value)
            return output == .uniform
                ? share : NormalDistribution.quantile(min(max(share, least), 1 - least))
        }
        return [.numbers(changed)]
    }
}
