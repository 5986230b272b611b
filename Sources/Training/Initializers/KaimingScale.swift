import Spec

/// What the two Kaiming initializers share: the gain of a leaky ReLU and the fan it is divided by.
///
///     gain = √(2 / (1 + slope²))        spread = gain / √fan
///
/// - Fields: mode (fan_in keeps the forward variance, fan_out the backward one; default fan_in),
///   negative_slope (of the leaky ReLU that follows, >= 0, default 0: a ReLU)
package struct KaimingScale: Hashable, Sendable {
    package enum Mode: String, CaseIterable, Sendable {
        case fanIn = "fan_in"
        case fanOut = "fan_out"
    }

    package var mode: Mode
    package var negativeSlope: Double

    package init(mode: Mode = .fanIn, negativeSlope: Double = 0) {
        self.mode = mode
        self.negativeSlope = negativeSlope
    }

    package init(reading fields: inout FieldReader) {
        mode = fields.choice(
            "mode", default: Mode.fanIn,
            "Keep the variance of the forward (fan_in) or backward (fan_out) pass.")
        negativeSlope = fields.double(
            "negative_slope", default: 0, in: .nonNegative,
            "Slope of the leaky ReLU that follows; 0 is a ReLU.")
    }

    /// The standard deviation of the values.
    package func deviation(for shape: ParameterShape) -> Double {
        let fan = mode == .fanIn ? shape.fanIn : shape.fanOut
        let gain = (2 / (1 + negativeSlope * negativeSlope)).squareRoot()
        return gain / Double(max(fan, 1)).squareRoot()
    }
}
