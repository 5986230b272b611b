import Spec

/// Normal numbers that keep the variance through layers of ReLUs.
///
///     value ~ N(0, s²), s = gain / √fan
///     gain = √(2 / (1 + negative_slope²)), fan = inputs or outputs of the layer
///
/// - Fields: mode (fan_in or fan_out, default fan_in), negative_slope (>= 0, default 0)
/// - Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", 2015, equations 10 and 14; PyTorch
///   `kaiming_normal_`
package struct KaimingNormalInitializer: Initializer {
    package static let name = "kaiming_normal"
    package static let aliases: [String] = ["he_normal"]
    package static let summary = "Normal numbers that keep the variance through layers of ReLUs."
    package static let documentation = """
        value ~ N(0, s²), s = gain / √fan, gain = √(2 / (1 + negative_slope²)), fan the inputs (fan_in) or \
        outputs (fan_out) of the layer. With negative_slope √5 it is what PyTorch gives a linear layer. He \
        et al., 2015, equations 10 and 14.
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
        return draws.normal(count: shape.count).map { deviation * $0 }
    }
}
