import Spec

package struct KaimingNormalInitializer: Initializer {
    package static let name = "kaiming_normal"
    package static let aliases: [String] = ["he_normal"]
    package static let about = """
        Normal numbers that keep the variance through layers of ReLUs.

            value ~ N(0, s²),  s = gain / √fan
            gain = √(2 / (1 + negative_slope²)),  fan = inputs or outputs of the layer

        With a negative slope of √5 it is what PyTorch gives a linear layer.

        - Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", 2015, equations 10 and 14; PyTorch
          `kaiming_normal_`
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
