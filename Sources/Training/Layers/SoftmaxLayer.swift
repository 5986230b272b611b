import Graph
import Kernels
import Spec

package struct SoftmaxLayer: Layer {
    package static let name = "softmax"
    package static let about = """
        Turns the numbers of a row into probabilities that sum to 1.

            y[k] = exp(x[k] - m) / Σ_j exp(x[j] - m),   m = max_j x[j]

        `cross_entropy` from logits needs no softmax layer before it and is more exact.

        - Shapes: input […, classes] → output the same; over the last axis
        - Errors: `layer-shape` for an input of one number, whose softmax is always 1
        """

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard let width = input.dimensions.last, width > 1 else {
            throw LayerProblem("needs two numbers or more: the softmax of one number is always 1")
        }
        return input
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        softmax(input, axis: input.shape.rank - 1)
    }

    package func outputRange(ofInput range: OutputRange) -> OutputRange { .distribution }
}
