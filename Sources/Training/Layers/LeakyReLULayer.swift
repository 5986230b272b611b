import Graph
import Spec

package struct LeakyReLULayer: ElementwiseLayer {
    package static let name = "leaky_relu"
    package static let about = """
        Negative numbers are scaled down instead of cut off.

            y = x where x > 0, else negative_slope · x

        - Shapes: input […] → output the same
        - Limits: the gradient at 0 is `negative_slope`; NaN stays NaN
        - Source: PyTorch `LeakyReLU`
        """
    package static let primaryField: String? = "negative_slope"
    package let negativeSlope: Double

    package var programKey: String { "leaky_relu \(negativeSlope)" }

    package init(reading fields: inout FieldReader) {
        negativeSlope = fields.double(
            "negative_slope", default: 0.01, in: .nonNegative,
            "Factor on negative numbers; the default is PyTorch's, Keras has 0.3.")
    }

    package init(negativeSlope: Double = 0.01) {
        self.negativeSlope = negativeSlope
    }

    package func apply(_ x: Tensor) -> Tensor {
        let scaled = x * negativeSlope
        return select(x .> 0, x, scaled)
    }
}
