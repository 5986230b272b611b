import Graph
import Kernels
import Spec

package struct SequentialLayer: Layer {
    package static let name = "sequential"
    package static let about = """
        Several layers one after another, counted as one.

        Parameters are named `<position>.<position inside>.<name>`, such as `1.0.weight` for the first layer
        inside the second.

        - Shapes: input of the first layer → output of the last
        - Source: PyTorch `Sequential`
        """
    package static let primaryField: String? = "layers"
    package static let example: String? = "{sequential: [{linear: 64}, relu]}"
    package let layers: [Located<any Layer>]

    package var isRandom: Bool { layers.contains { $0.value.isRandom } }

    package var programKey: String { "sequential \(layers.programKey)" }

    package var keepsColumns: Bool { true }

    package var startsFromData: Bool { layers.contains { $0.value.startsFromData } }

    package init(reading fields: inout FieldReader) {
        layers = fields.requiredComponents("layers", in: layerFamily, "The layers, first to last.")
    }

    package init(layers: [any Layer]) {
        self.layers = layers.map { Located(value: $0, origin: .defaultValue) }
    }

    package init(located layers: [Located<any Layer>]) {
        self.layers = layers
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard let output = model.declare(layers, input: input) else {
            throw LayerProblem("has a layer that does not fit")
        }
        return output
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        try pass.apply(layers, to: input)
    }

    package func outputRange(ofInput range: OutputRange) -> OutputRange {
        layers.reduce(range) { $1.value.outputRange(ofInput: $0) }
    }
}
