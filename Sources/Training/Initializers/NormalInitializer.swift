import Spec

/// Independent normal numbers.
///
///     value ~ N(mean, std²)
///
/// - Fields: std (standard deviation, >= 0, default 0.05), mean (default 0): Keras' defaults; PyTorch's std
///   of 1 is too wide for hidden layers
/// - Source: Keras `RandomNormal`, PyTorch `normal_`
package struct NormalInitializer: Initializer {
    package static let name = "normal"
    package static let summary = "Independent normal numbers."
    package static let documentation =
        "value ~ N(mean, std²). The defaults, mean 0 and std 0.05, are those of Keras."
    package static let primaryField: String? = "std"
    package let mean: Double
    package let standardDeviation: Double

    package init(reading fields: inout FieldReader) {
        standardDeviation = fields.double("std", default: 0.05, in: .nonNegative, "Standard deviation.")
        mean = fields.double("mean", default: 0, "Mean.")
    }

    package init(mean: Double = 0, standardDeviation: Double) {
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        draws.normal(count: shape.count).map { mean + standardDeviation * $0 }
    }
}
