import Graph
import Kernels
import Spec

package struct SigmoidLayer: ElementwiseLayer {
    package static let name = "sigmoid"
    package static let about = """
        Squeezes each number into (0, 1).

            y = 1 / (1 + exp(-x))

        - Shapes: input […] → output the same
        - Limits: rounds to 0 or 1 for large |x|, so prefer a loss from logits to a last sigmoid
        """

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func apply(_ x: Tensor) -> Tensor { sigmoid(x) }

    package func outputRange(ofInput range: OutputRange) -> OutputRange { .probability }
}
