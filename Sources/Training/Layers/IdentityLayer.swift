import Graph
import Spec

package struct IdentityLayer: ElementwiseLayer {
    package static let name = "identity"
    package static let about = """
        Passes its input on.

            y = x

        Meant for a branch of `parallel`.

        - Shapes: input […] → output the same
        - Source: PyTorch `Identity`
        """

    package var programKey: String { Self.name }

    package var keepsColumns: Bool { true }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func apply(_ x: Tensor) -> Tensor { x }

    package func outputRange(ofInput range: OutputRange) -> OutputRange { range }
}
