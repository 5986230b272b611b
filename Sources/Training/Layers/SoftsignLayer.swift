import Graph
import Spec

package struct SoftsignLayer: ElementwiseLayer {
    package static let name = "softsign"
    package static let about = """
        Squeezes each number into (-1, 1) without exponentials.

            y = x / (1 + |x|)

        - Shapes: input […] → output the same
        - Limits: infinite x gives NaN; NaN stays NaN
        - Source: PyTorch `Softsign`
        """

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func apply(_ x: Tensor) -> Tensor { x / (abs(x) + 1) }
}
