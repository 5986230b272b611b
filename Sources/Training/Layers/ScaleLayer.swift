import Graph
import Kernels
import Spec

package struct ScaleLayer: Layer {
    package static let name = "scale"
    package static let about = """
        A learned factor for each number of the last axis.

            y[…, f] = x[…, f] · scale[f]

        In front of the first weights of a table's model it lets training turn features up and down quickly,
        with a larger learning rate of its own: `groups: [{parameters: "*.scale", lr_factor: 6}]`.

        - Shapes: input […, features] → output the same; `scale` [features]
        - Source: Holzmüller, Grinsztajn and Steinwart, "Better by default: Strong pre-tuned MLPs and
          boosted trees on tabular data", 2024, section 3
        """
    package let scaleInitializer: Located<any Initializer>?

    package var programKey: String { Self.name }

    package var keepsColumns: Bool { true }

    package init(reading fields: inout FieldReader) {
        scaleInitializer = fields.optionalComponent(
            "scale_init", in: initializerFamily, "Starting values; default 1, which changes nothing at first."
        )
    }

    package init() {
        scaleInitializer = nil
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard let features = input.dimensions.last else {
            throw LayerProblem("needs at least one axis of features")
        }
        try model.parameter(
            "scale", shape: ParameterShape(dimensions: [features], fanIn: features, fanOut: features),
            initializer: scaleInitializer?.value ?? OnesInitializer())
        return input
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let scale = pass.parameter("scale")  // [trials, features]
        let ones = [Int](repeating: 1, count: input.shape.rank - 2)
        return input * scale.perTrial(ones + [scale.shape[1]])
    }
}
