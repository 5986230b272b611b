import Spec

package struct TruncatedNormalInitializer: Initializer {
    package static let name = "truncated_normal"
    package static let aliases: [String] = ["trunc_normal"]
    package static let about = """
        Normal numbers without those far from the mean.

            value ~ N(mean, std²) given that |value - mean| ≤ cutoff · std

        As in Keras and PyTorch, `std` belongs to the distribution before the cut. PyTorch's bounds are
        absolute: they are 2 deviations for its std of 1.

        - Limits: the deviation that remains is 0.8796 · std for a cutoff of 2
        - Source: Keras `TruncatedNormal`, PyTorch `trunc_normal_`
        """
    package static let primaryField: String? = "std"
    package let mean: Double
    package let standardDeviation: Double
    package let cutoff: Double

    package init(reading fields: inout FieldReader) {
        standardDeviation = fields.double(
            "std", default: 0.05, in: .nonNegative, "The standard deviation before the cut.")
        mean = fields.double("mean", default: 0, "The mean.")
        cutoff = fields.double(
            "cutoff", default: 2, in: .rightClosed(0, 30), "Where the tails are cut, in standard deviations.")
    }

    package init(mean: Double = 0, standardDeviation: Double, cutoff: Double = 2) {
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.cutoff = cutoff
    }

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        draws.truncatedNormal(count: shape.count, cutoff: cutoff).map { mean + standardDeviation * $0 }
    }
}
