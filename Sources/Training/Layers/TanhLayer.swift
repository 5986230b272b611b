import Graph
import Kernels
import Spec

package struct TanhLayer: ElementwiseLayer {
    package static let name = "tanh"
    package static let about = """
        Squeezes each number into (-1, 1).

            y = tanh(x)

        - Shapes: input […] → output the same
        - Limits: rounds to ±1 for large |x|
        """

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func apply(_ x: Tensor) -> Tensor { tanh(x) }
}
