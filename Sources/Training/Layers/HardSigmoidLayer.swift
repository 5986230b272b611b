import Graph
import Spec

package struct HardSigmoidLayer: ElementwiseLayer {
    package static let name = "hard_sigmoid"
    package static let aliases: [String] = ["hardsigmoid"]
    package static let about = """
        A sigmoid of three straight pieces.

            y = 0 where x ≤ -3, 1 where x ≥ 3, else x/6 + 1/2

        - Shapes: input […] → output the same
        - Limits: the gradient is 0 at and beyond ±3; NaN stays NaN
        - Source: PyTorch `Hardsigmoid`, Keras 3 `hard_sigmoid` (Keras 2 had x/5 + 1/2)
        """

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func apply(_ x: Tensor) -> Tensor { minimum(1, maximum(0, x / 6 + 0.5)) }

    package func outputRange(ofInput range: OutputRange) -> OutputRange { .probability }
}
