import Spec

/// What the two Kaiming initializers share: the gain of a leaky ReLU and the fan it is divided by.
///
///     spread = gain / √fan
///     gain = √(2 / (1 + slope²)) for leaky_relu (slope 0: relu, √2), 1 for linear and sigmoid, 5/3 for tanh,
///     3/4 for selu
///
/// - Fields: mode (fan_in keeps the forward variance, fan_out the backward one; default fan_in),
///   negative_slope (of the leaky ReLU that follows, >= 0, default 0: a ReLU), nonlinearity (what follows the
///   layer, default leaky_relu)
/// - Source: PyTorch `calculate_gain`
package struct KaimingScale: Hashable, Sendable {
    package enum Mode: String, CaseIterable, Sendable {
        case fanIn = "fan_in"
        case fanOut = "fan_out"
    }

    /// What follows the layer.
    package enum Nonlinearity: String, CaseIterable, Sendable {
        case leakyReLU = "leaky_relu"
        case linear
        case relu
        case selu
        case sigmoid
        case tanh
    }

    package var mode: Mode
    package var negativeSlope: Double
    package var nonlinearity: Nonlinearity

    package init(
        mode: Mode = .fanIn, negativeSlope: Double = 0, nonlinearity: Nonlinearity = .leakyReLU
    ) {
        self.mode = mode
        self.negativeSlope = negativeSlope
        self.nonlinearity = nonlinearity
    }

    package init(reading fields: inout FieldReader) {
        mode = fields.choice(
            "mode", default: Mode.fanIn,
            "Keep the variance of the forward (fan_in) or backward (fan_out) pass.")
        negativeSlope = fields.double(
            "negative_slope", default: 0, in: .nonNegative,
            "Slope of the leaky ReLU that follows; 0 is a ReLU.")
        nonlinearity = fields.choice(
            "nonlinearity", default: Nonlinearity.leakyReLU, "What follows the layer; decides the gain.")
    }

    /// The standard deviation of the values.
    package func deviation(for shape: ParameterShape) -> Double {
        let fan = mode == .fanIn ? shape.fanIn : shape.fanOut
        return gain / Double(max(fan, 1)).squareRoot()
    }

    private var gain: Double {
        switch nonlinearity {
        case .leakyReLU: (2 / (1 + negativeSlope * negativeSlope)).squareRoot()
        case .relu: 2.0.squareRoot()
        case .linear, .sigmoid: 1
        case .tanh: 5.0 / 3
        case .selu: 0.75
        }
    }
}
