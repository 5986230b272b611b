import Spec

package struct NormalInitializer: Initializer {
    package static let name = "normal"
    package static let about = """
        Independent normal numbers.

            value ~ N(mean, std²)

        The defaults are those of Keras; PyTorch's deviation of 1 is too wide for hidden layers.

        - Source: Keras `RandomNormal`, PyTorch `normal_`
        """
    package static let primaryField: String? = "std"
    package let mean: Double
    package let standardDeviation: Double

    package init(reading fields: inout FieldReader) {
        standardDeviation = fields.double("std", default: 0.05, in: .nonNegative, "The standard deviation.")
        mean = fields.double("mean", default: 0, "The mean.")
    }

    package init(mean: Double = 0, standardDeviation: Double) {
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        draws.normal(count: shape.count).map { mean + standardDeviation * $0 }
    }
}
