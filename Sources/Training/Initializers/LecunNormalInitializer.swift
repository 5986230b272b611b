import Spec

package struct LecunNormalInitializer: Initializer {
    package static let name = "lecun_normal"
    package static let about = """
        Normal numbers, cut at two deviations, that keep the variance.

            value ~ N(0, s²) within ±2 s, with s such that the variance is gain² / inputs of the layer

        What `selu` layers need.

        - Source: LeCun, Bottou, Orr and Müller, "Efficient backprop", 1998, section 4.6; Keras
          `LecunNormal`
        """
    package static let primaryField: String? = "gain"
    package let gain: Double

    package init(reading fields: inout FieldReader) {
        gain = fields.double("gain", default: 1, in: .positive, "Factor on the spread.")
    }

    package init(gain: Double = 1) {
        self.gain = gain
    }

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        let deviation = gain / Double(max(shape.fanIn, 1)).squareRoot() / TruncatedNormal.deviation
        return draws.truncatedNormal(count: shape.count).map { deviation * $0 }
    }
}
