import Graph
import Kernels
import Spec

package struct LogSoftmaxLayer: Layer {
    package static let name = "log_softmax"
    package static let about = """
        Turns the numbers of a row into logarithms of probabilities that sum to 1.

            y[k] = x[k] - m - log Σ_j exp(x[j] - m),   m = max_j x[j]

        `cross_entropy` from logits may follow it, but does the same itself: applying it twice changes
        nothing.

        - Shapes: input […, classes] → output the same; over the last axis
        - Errors: `layer-shape` for an input of one number, whose probability is always 1
        - Source: PyTorch `LogSoftmax`
        """

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard let classes = input.dimensions.last, classes >= 2 else {
            throw LayerProblem("needs two numbers or more: the probability of a single one is always 1")
        }
        return input
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        logSoftmax(input, axis: input.shape.rank - 1)
    }
}
