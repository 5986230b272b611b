import Spec

/// Uniform numbers that keep the variance through layers of ReLUs.
///
///     value ~ U[-b, b), b = gain · √(3 / fan)
///     gain = √(2 / (1 + negative_slope²)), fan = inputs or outputs of the layer
///
/// - Fields: mode (fan_in or fan_out, default fan_in), negative_slope (>= 0, default 0)
/// - Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", 2015, equations 10 and 14; PyTorch
///   `kaiming_uniform_`
package struct KaimingUniformInitializer: Initializer {
    package static let name = "kaiming_uniform"
    package static let aliases: [String] = ["he_uniform"]
    package static let summary = "Uniform numbers that keep the variance through layers of ReLUs."
    package static let documentation = """
        value ~ U[-b, b), b = gain · √(3 / fan), gain = √(2 / (1 + negative_slope²)), fan the inputs \
        (fan_in) or outputs (fan_out) of the layer. With negative_slope √5 it is what PyTorch gives a \
        linear layer. He et al., 2015, equations 10 and 14.
        """
    package let scale: KaimingScale

    package init(reading fields: inout FieldReader) {
        scale = KaimingScale(reading: &fields)
    }

    package init(scale: KaimingScale = KaimingScale()) {
        self.scale = scale
    }

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        let deviation = scale.deviation(for: shape)
        return draws.uniform(count: shape.count, bound: deviation * 3.0.squareRoot())
    }
}
