import Spec

package struct QuantileStep: Step {
    package static let name = "quantile"
    package static let about = """
        Replaces values by their rank among the training rows.

            uniform   y = share of the training rows below x, from 0 to 1
            normal    y = Φ⁻¹ of that, cut at Φ⁻¹(1e-7) = ∓5.2

        Between the quantiles of the training rows values are interpolated. It cannot be undone and is not
        for the target (see `power`).

        - Limits: values outside those of training become the ends; equal values get the mean of their
          ranks; missing values stay missing
        - Errors: columns that are no numbers, or without a value in the training rows; the target among
          them
        - Source: values as in scikit-learn's `QuantileTransformer` without subsampling
        """
    package static let primaryField: String? = "columns"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let quantiles: Int
    let output: QuantileTransform.Output
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.columnSelector(default: .allFeatures, "Columns that are changed.")
        quantiles = fields.int(
            "quantiles", default: 1000, in: .closed(2, 1e6),
            "Quantiles that are remembered, at most the number of training rows.")
        output = fields.choice("output", default: .uniform, "How the result is distributed.")
        scope = fields.choice("fit_on", default: .train, "Rows that the quantiles are taken from.")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let fitted = try names(context).map { name -> QuantileTransform.Landmarks in
                let sorted = try rows.sortedNumbers(name, for: Self.name)
                let count = max(2, min(quantiles, rows.count))
                let values = (0..<count).map { Quantile.of(sorted, Double($0) / Double(count - 1)) }
                return QuantileTransform.Landmarks(name: name, values: values)
            }
            return QuantileTransform(columns: fitted, output: output)
        }
    }

    private func names(_ context: StepContext) throws -> [String] {
        _ = try columns.resolveValues(in: context, for: Self.name)
        return try columns.resolveNumbers(in: context, for: Self.name)
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try names(context)
        return context.schema
    }
}

struct QuantileTransform: Transform {
    enum Output: String, Codable, Sendable, CaseIterable {
        case uniform, normal
    }

    struct Landmarks: Codable, Sendable {
        var name: String
        /// Ascending, at even shares from 0 to 1.
        var values: [Double]

        /// The mean of what interpolation gives from below and from above: they differ at repeated values.
        func share(of value: Double) -> Double {
            guard let first = values.first, let last = values.last else { return 0 }
            if value <= first { return 0 }
            if value >= last { return 1 }
            // First landmark above the value, and the first that is not below it.
            let above = index { values[$0] > value }
            let notBelow = index { values[$0] >= value }
            let steps = Double(values.count - 1)
            if notBelow < above {
                // The value is a landmark, perhaps a repeated one.
                return (Double(notBelow) + Double(above - 1)) / 2 / steps
            }
            let (low, high) = (values[above - 1], values[above])
            return (Double(above - 1) + (value - low) / (high - low)) / steps
        }

        private func index(_ condition: (Int) -> Bool) -> Int {
            var (low, high) = (0, values.count)
            while low < high {
                let middle = (low + high) / 2
                if condition(middle) { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }

    static let stepName = "quantile"

    let columns: [Landmarks]
    let output: Output

    func apply(to table: Table) throws -> Table {
        var table = table
        // As scikit-learn cuts it.
        let least = 1e-7 - Double.ulpOfOne
        for entry in columns {
            let column = try table.numbers(entry.name, for: Self.stepName)
            let changed = column.mapped { value in
                if value.isNaN { return .nan }
                let share = entry.share(of: value)
                return output == .uniform
                    ? share : NormalDistribution.quantile(min(max(share, least), 1 - least))
            }
            try table.set(entry.name, .numbers(changed))
        }
        return table
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0.name) }
        return kept.isEmpty ? nil : QuantileTransform(columns: kept, output: output)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}
