import Graph
import Spec

package struct MishLayer: ElementwiseLayer {
    package static let name = "mish"
    package static let about = """
        Each number times the hyperbolic tangent of its softplus: smooth, and not monotonic.

            y = x · tanh(ln(1 + exp(x)))

        - Shapes: input […] → output the same
        - Limits: the least value is -0.3088 at x = -1.1924; NaN stays NaN
        - Source: Misra, "Mish: A self regularized non-monotonic activation function", 2020, equation 3; PyTorch `Mish`
        """

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}

    package func apply(_ x: Tensor) -> Tensor { x * tanh(softplus(x)) }
}
