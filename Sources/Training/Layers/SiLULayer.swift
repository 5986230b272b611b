import Graph
import Spec

package struct SiLULayer: ElementwiseLayer {
    package static let name = "silu"
    package static let aliases: [String] = ["swish"]
    package static let about = """
        Each number times its own sigmoid.

            y = x / (1 + exp(-x))

        - Shapes: input […] → output the same
        - Limits: the least value is -0.2785 at x = -1.2785; NaN stays NaN
        - Source: Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units", 2018, equation 4; PyTorch
          `SiLU`
        """

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func apply(_ x: Tensor) -> Tensor { x * sigmoid(x) }
}
