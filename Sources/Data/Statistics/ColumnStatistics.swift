/// Moments and extremes of the present values of a column, in double precision.
struct ColumnStatistics: Sendable {
    let count: Int
    let mean: Double
    /// Sum of the squared deviations from the mean.
    let squares: Double
    let minimum: Double
    let maximum: Double
    /// What deviations were divided by before they were squared, a power of 2: 1 but for numbers whose squares a double
    /// cannot hold.
    private let unit: Double
    private let scaledSquares: Double

    /// What was found by other means.
    init(count: Int, mean: Double, squares: Double, minimum: Double, maximum: Double) {
        self.count = count
        self.mean = mean
        self.squares = squares
        self.minimum = minimum
        self.maximum = maximum
        unit = 1
        scaledSquares = squares
    }

    init(_ values: [Double]) {
        count = values.count
        let divisor = Double(max(1, values.count))
        var mean = values.reduce(0, +) / divisor
        if mean.isInfinite { mean = values.reduce(0) { $0 + $1 / divisor } }
        var minimum = Double.infinity
        var maximum = -Double.infinity
        for value in values {
            minimum = Swift.min(minimum, value)
            maximum = Swift.max(maximum, value)
        }
        self.mean = mean
        self.minimum = minimum
        self.maximum = maximum
        let squares = ColumnStatistics.squares(values, mean, unit: 1)
        let largest = Swift.max(maximum - mean, mean - minimum)
        if (1e-280..<Double.infinity).contains(squares) || !(largest > 0) || largest.isInfinite {
            (unit, scaledSquares, self.squares) = (1, squares, squares)
        } else {
            unit = Double(sign: .plus, exponent: largest.exponent, significand: 1)
            scaledSquares = ColumnStatistics.squares(values, mean, unit: unit)
            self.squares = scaledSquares * unit * unit
        }
    }

    /// Sum of the squared deviations, each divided by the unit.
    private static func squares(_ values: [Double], _ mean: Double, unit: Double) -> Double {
        var squares = 0.0
        var rest = 0.0
        if unit == 1 {
            for value in values {
                let deviation = value - mean
                squares += deviation * deviation
                rest += deviation
            }
        } else {
            for value in values {
                let deviation = (value - mean) / unit
                squares += deviation * deviation
                rest += deviation
            }
        }
        // What rounding left of the sum of the deviations, which is 0 in exact arithmetic (corrected two-pass
        // algorithm: Chan, Golub, LeVeque, "Algorithms for computing the sample variance", 1983).
        return Swift.max(0, squares - rest * rest / Double(max(1, values.count)))
    }

    /// sqrt(sum of squares / (n - ddof)), also where the squares themselves are beyond what a double holds.
    func deviation(ddof: Int = 0) -> Double {
        (scaledSquares / Double(Swift.max(1, count - ddof))).squareRoot() * unit
    }

    /// Whether the deviations are nothing but rounding: the rule of scikit-learn's `_is_constant_feature`.
    var isConstant: Bool {
        let rows = Double(max(1, count))
        let epsilon = Double.ulpOfOne
        let variance = scaledSquares / rows
        let noise = rows * (mean / unit) * epsilon
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

    /// The present values of a number column, ascending.
    ///
    /// - Errors: `StepFailure` when there is none, or an infinite one
    func sortedNumbers(_ name: String, for stepName: String) throws -> [Double] {
        _ = try statistics(name, for: stepName)
        return (presentNumbers(name) ?? []).sorted()
    }
}
