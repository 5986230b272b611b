import Graph
import Kernels
import Spec

package struct FlattenLayer: Layer {
    package static let name = "flatten"
    package static let about = """
        Lays all numbers of a row along one axis.

        - Shapes: input [d₁, d₂, …] → output [d₁ · d₂ · …], last axis fastest
        - Source: PyTorch `Flatten`
        """

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape { [input.count] }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let dimensions = input.shape.dimensions
        let count = dimensions.dropFirst(2).reduce(1, *)
        return input.reshaped(to: [dimensions[0], dimensions[1], count])
    }

    package func outputRange(ofInput range: OutputRange) -> OutputRange { range }
}
