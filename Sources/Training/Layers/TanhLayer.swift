import Graph
import Kernels
import Spec

package struct TanhLayer: Layer {
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

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape { input }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        try pass.graph.tanh(input)
    }
}
