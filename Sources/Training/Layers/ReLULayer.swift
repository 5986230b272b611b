import Graph
import Kernels
import Spec

package struct ReLULayer: ElementwiseLayer {
    package static let name = "relu"
    package static let about = """
        Negative numbers become 0.

            y = max(x, 0)

        - Shapes: input […] → output the same
        - Limits: the gradient at 0 is 0; NaN stays NaN
        """

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func apply(_ x: Tensor) -> Tensor { relu(x) }
}
