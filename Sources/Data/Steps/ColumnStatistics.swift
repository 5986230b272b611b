/// Moments and extremes of the present values of a column, in double precision.
struct ColumnStatistics: Sendable {
    let count: Int
    let mean: Double
    /// Sum of the squared deviations from the mean.
    let squares: Double
    let minimum: Double
    let maximum: Double

    /// What was found by other means.
    init(count: Int, mean: Double, squares: Double, minimum: Double, maximum: Double) {
        self.count = count
        self.mean = mean
        self.squares = squares
        self.minimum = minimum
        self.maximum = maximum
    }

    init(_ values: [Double]) {
        count = values.count
        let divisor = Double(max(1, values.count))
        let mean = values.reduce(0, +) / divisor
        var squares = 0.0
        var rest = 0.0
        var minimum = Double.infinity
        var maximum = -Double.infinity
        for value in values {
            let deviation = value - mean
            squares += deviation * deviation
            rest += deviation
            minimum = Swift.min(minimum, value)
            maximum = Swift.max(maximum, value)
        }
        self.mean = mean
        // What rounding left of the sum of the deviations, which is 0 in exact arithmetic (corrected two-pass
        // algorithm: Chan, Golub, LeVeque, "Algorithms for computing the sample variance", 1983).
        self.squares = Swift.max(0, squares - rest * rest / divisor)
        self.minimum = minimum
        self.maximum = maximum
    }

    /// Whether the deviations are nothing but rounding: the rule of scikit-learn's `_is_constant_feature`.
    var isConstant: Bool {
        let rows = Double(max(1, count))
        let epsilon = Double.ulpOfOne
        let variance = squares / rows
        let noise = rows * mean * epsilon
        return variance <= rows * epsilon * variance + noise * noise
    }
}

extension TrainingRows {
    /// - Errors: `StepFailure` when the column has no value in these rows.
    func statistics(_ name: String, for stepName: String) throws -> ColumnStatistics {
        if let statistics = tensorStatistics(name) {
            guard statistics.count > 0, statistics.squares.isFinite else {
                throw StepFailure("'\(stepName)' cannot be fitted: '\(name)' has values that are not finite")
            }
            return statistics
        }
        guard let values = presentNumbers(name) else {
            throw StepFailure("'\(stepName)' needs the number column '\(name)', which is not there")
        }
        guard !values.isEmpty else {
            throw StepFailure("'\(stepName)' cannot be fitted: '\(name)' has no value in the training rows")
        }
        guard values.allSatisfy(\.isFinite) else {
            throw StepFailure("'\(stepName)' cannot be fitted: '\(name)' has infinite values")
        }
        return ColumnStatistics(values)
    }
}
