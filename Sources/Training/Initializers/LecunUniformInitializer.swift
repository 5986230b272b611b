import Spec

package struct LecunUniformInitializer: Initializer {
    package static let name = "lecun_uniform"
    package static let about = """
        Uniform numbers that keep the variance through layers without gain.

            value ~ U[-b, b),  b = gain · √(3 / inputs of the layer)

        - Source: LeCun, Bottou, Orr and Müller, "Efficient backprop", 1998, section 4.6; Keras
          `LecunUniform`
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
        draws.uniform(count: shape.count, bound: gain * (3 / Double(max(shape.fanIn, 1))).squareRoot())
    }
}
