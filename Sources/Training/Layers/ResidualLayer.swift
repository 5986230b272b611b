import Graph
import Kernels
import Spec

package struct ResidualLayer: Layer {
    package static let name = "residual"
    package static let about = """
        Layers whose output is added to their input.

            y = f(x) + x,   or   y = f(x) + p(x) with a projection p where the shapes differ

        An activation after the sum is a layer of its own. Parameters are named `<position>.<position
        inside>.<name>`, such as `1.0.weight` for the first layer inside the second, and
        `<position>.projection.<name>`.

        - Shapes: input [s] → output of the layers, which must be [s], or what the projection gives
        - Errors: `layer-shape` when the two sides have different shapes
        - Source: He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2016, equations 1
          and 2
        """
    package static let primaryField: String? = "layers"
    package static let example: String? = "{residual: [{linear: 64}, relu, {linear: 64}]}"
    package let layers: [Located<any Layer>]
    package let projection: Located<any Layer>?

    package var isRandom: Bool { (layers + [projection].compactMap { $0 }).contains { $0.value.isRandom } }

    package var programKey: String {
        "residual \(layers.programKey) \([projection].compactMap(\.self).programKey)"
    }

    package var startsFromData: Bool { layers.contains { $0.value.startsFromData } }

    package init(reading fields: inout FieldReader) {
        layers = fields.requiredComponents("layers", in: layerFamily, "The layers, first to last.")
        projection = fields.optionalComponent(
            "projection", in: layerFamily,
            "What the input goes through before it is added, such as {linear: {units: 64, bias: false}}; default nothing."
        )
    }

    package init(layers: [any Layer], projection: (any Layer)? = nil) {
        self.layers = layers.map { Located(value: $0, origin: .defaultValue) }
        self.projection = projection.map { Located(value: $0, origin: .defaultValue) }
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard let output = model.declare(layers, input: input) else {
            throw LayerProblem("has a layer that does not fit")
        }
        var other = input
        if let projection {
            guard let projected = model.declare(projection, named: "projection", input: input) else {
                throw LayerProblem("has a projection that does not fit")
            }
            other = projected
        }
        guard output == other else {
            let side = projection == nil ? "its input" : "its projection"
            throw LayerProblem(
                "adds its layers' output \(output) to \(side) \(other), which has another shape",
                help: "let the layers end with the input's shape, or add a 'projection' that gives \(output)")
        }
        return output
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        let output = try pass.apply(layers, to: input)
        let other = try projection.map { try pass.apply($0, named: "projection", to: input) } ?? input
        return output + other
    }
}
