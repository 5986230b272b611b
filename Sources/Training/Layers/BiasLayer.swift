import Graph
import Kernels
import Spec

package struct BiasLayer: Layer {
    package static let name = "bias"
    package static let about = """
        A learned constant for each number of the last axis.

            y[…, f] = x[…, f] + bias[f]

        - Shapes: input […, features] → output the same; `bias` [features]
        """
    package let biasInitializer: Located<any Initializer>?

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {
        biasInitializer = fields.optionalComponent(
            "bias_init", in: initializerFamily, "Starting values; default 0, which changes nothing at first.")
    }

    package init(biasInitializer: (any Initializer)? = nil) {
        self.biasInitializer = biasInitializer.map { Located(value: $0, origin: .defaultValue) }
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard let features = input.dimensions.last else {
            throw LayerProblem("needs at least one axis of features")
        }
        try model.parameter(
            "bias", shape: ParameterShape(dimensions: [features], fanIn: features, fanOut: features),
            initializer: biasInitializer?.value ?? ZerosInitializer())
        return input
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let bias = pass.parameter("bias")  // [trials, features]
        let ones = [Int](repeating: 1, count: input.shape.rank - 2)
        return input + bias.perTrial(ones + [bias.shape[1]])
    }
}
