import Spec

package struct VarianceScalingInitializer: Initializer {
    package static let name = "variance_scaling"
    package static let about = """
        Numbers of a chosen distribution with a variance from the layer's size.

            variance = scale / fan,  fan = inputs, outputs, or their mean

        A truncated normal distribution is cut at two deviations and its variance corrected. The rules of
        Glorot, He and LeCun are special cases.

        - Source: Keras `VarianceScaling`
        """
    package enum Mode: String, CaseIterable, Sendable {
        case fanIn = "fan_in"
        case fanOut = "fan_out"
        case fanAverage = "fan_avg"
    }

    package enum Distribution: String, CaseIterable, Sendable {
        case truncatedNormal = "truncated_normal"
        case normal
        case uniform
    }

    package let scale: Double
    package let mode: Mode
    package let distribution: Distribution

    package init(reading fields: inout FieldReader) {
        scale = fields.double("scale", default: 1, in: .positive, "Variance times the fan.")
        mode = fields.choice(
            "mode", default: Mode.fanIn,
            "What the variance is divided by: the layer's inputs, its outputs, or their mean.")
        distribution = fields.choice(
            "distribution", default: Distribution.truncatedNormal, "The form of the distribution.")
    }

    package init(
        scale: Double = 1, mode: Mode = .fanIn, distribution: Distribution = .truncatedNormal
    ) {
        self.scale = scale
        self.mode = mode
        self.distribution = distribution
    }

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        let fan: Double
        switch mode {
        case .fanIn: fan = Double(shape.fanIn)
        case .fanOut: fan = Double(shape.fanOut)
        case .fanAverage: fan = Double(shape.fanIn + shape.fanOut) / 2
        }
        let deviation = (scale / max(fan, 1)).squareRoot()
        switch distribution {
        case .truncatedNormal:
            let uncut = deviation / TruncatedNormal.deviation
            return draws.truncatedNormal(count: shape.count).map { uncut * $0 }
        case .normal:
            return draws.normal(count: shape.count).map { deviation * $0 }
        case .uniform:
            return draws.uniform(count: shape.count, bound: deviation * 3.0.squareRoot())
        }
    }
}
