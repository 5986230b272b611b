import Graph
import Kernels
import Spec

package struct ParametricActivationLayer: Layer {
    package static let name = "parametric_activation"
    package static let about = """
        An activation of which each number of the last axis learns its share.

            y[…, f] = x[…, f] + slope[f] · (g(x[…, f]) - x[…, f]),   g: the activation

        With a slope of 1 it is the activation, with 0 it passes numbers on.

        - Shapes: input […, features] → output the same; `slope` [features]
        - Errors: `layer-shape` when the activation changes the shape
        - Source: Holzmüller, Grinsztajn and Steinwart, "Better by default: Strong pre-tuned MLPs and
          boosted trees on tabular data", 2024, section 3
        """
    package static let primaryField: String? = "activation"
    package static let example: String? = "{parametric_activation: mish}"
    package let activation: Located<any Layer>
    package let slopeInitializer: Located<any Initializer>?

    package var isRandom: Bool { activation.value.isRandom }

    package var programKey: String { "\(Self.name) \(activation.value.programKey)" }

    package init(reading fields: inout FieldReader) {
        activation = fields.component(
            "activation", in: layerFamily, default: SELULayer(), "The function, such as selu or mish.")
        slopeInitializer = fields.optionalComponent(
            "slope_init", in: initializerFamily, "Starting values of the slopes; default 1, the activation.")
    }

    package init(_ activation: any Layer) {
        self.activation = Located(value: activation, origin: .defaultValue)
        slopeInitializer = nil
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard let features = input.dimensions.last else {
            throw LayerProblem("needs at least one axis of features")
        }
        guard let output = model.declare(activation, named: "activation", input: input) else {
            throw LayerProblem("has an activation that does not fit")
        }
        guard output == input else {
            throw LayerProblem(
                "has an activation that gives \(output) for \(input)",
                help: "name an activation, such as selu, mish, gelu or relu")
        }
        try model.parameter(
            "slope", shape: ParameterShape(dimensions: [features], fanIn: features, fanOut: features),
            initializer: slopeInitializer?.value ?? OnesInitializer())
        return input
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        let slope = pass.parameter("slope")  // [trials, features]
        let ones = [Int](repeating: 1, count: input.shape.rank - 2)
        let bent = try pass.apply(activation, named: "activation", to: input)
        return input + slope.perTrial(ones + [slope.shape[1]]) * (bent - input)
    }
}
