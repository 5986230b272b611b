import Graph
import Kernels
import Spec

package struct GlobalAvgPoolLayer: Layer {
    package static let name = "global_avg_pool"
    package static let about = """
        The mean of each channel.

            y[c] = mean over all pixels of x[c, …]

        - Shapes: input [channels, …] → output [channels]
        - Errors: `layer-shape` for an input of one axis
        - Source: Lin, Chen and Yan, "Network in network", 2014, section 3.2; PyTorch `AdaptiveAvgPool2d(1)`
          and `Flatten`
        """

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard input.rank >= 2 else {
            throw LayerProblem(
                "needs channels of several pixels, but the row has shape \(input)",
                help: "put a layer such as 'reshape: [1, 28, 28]' before it")
        }
        return [input[0]]
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        input.mean(axes: Array(3..<input.shape.rank))
    }
}
