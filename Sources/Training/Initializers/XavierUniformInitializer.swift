import Spec

package struct XavierUniformInitializer: Initializer {
    package static let name = "xavier_uniform"
    package static let aliases: [String] = ["glorot_uniform"]
    package static let about = """
        Uniform numbers whose variance suits both directions through a layer.

            value ~ U[-b, b),  b = gain · √(6 / (inputs + outputs))

        Inputs and outputs are those of the layer; a bias uses its layer's.

        - Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
          networks", 2010, equation 16; PyTorch `xavier_uniform_`
        """
    package static let primaryField: String? = "gain"
    package let gain: Double

    package init(reading fields: inout FieldReader) {
        gain = fields.double("gain", default: 1, in: .positive, "Factor on the spread; 5/3 suits tanh.")
    }

    package init(gain: Double = 1) {
        self.gain = gain
    }

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        let fans = Double(max(shape.fanIn + shape.fanOut, 1))
        return draws.uniform(count: shape.count, bound: gain * (6 / fans).squareRoot())
    }
}
