import Graph
import Kernels
import Spec

package struct ReLULayer: Layer {
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

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape { input }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        try pass.graph.relu(input)
    }
}
