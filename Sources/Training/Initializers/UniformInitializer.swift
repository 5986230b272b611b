import Spec

package struct UniformInitializer: Initializer {
    package static let name = "uniform"
    package static let about = """
        Independent uniform numbers between two bounds.

            value ~ U[low, high)

        The defaults are those of Keras; PyTorch's, 0 to 1, are one-sided.

        - Errors: `out-of-range` when low > high
        - Source: Keras `RandomUniform`, PyTorch `uniform_`
        """
    package let low: Double
    package let high: Double

    package init(reading fields: inout FieldReader) {
        low = fields.double("low", default: -0.05, "Smallest value.")
        high = fields.double("high", default: 0.05, "Upper bound of the values.")
        if low > high {
            fields.report(
                Diagnostic(
                    "out-of-range", "low <= high must hold, but low is \(low) and high is \(high)",
                    at: fields.origin(of: "low") == .defaultValue
                        ? fields.origin(of: "high") : fields.origin(of: "low")))
        }
    }

    package init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        draws.uniform(count: shape.count).map { low + (high - low) * $0 }
    }
}
