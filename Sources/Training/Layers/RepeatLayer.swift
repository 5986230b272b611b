import Graph
import Kernels
import Spec

package struct RepeatLayer: Layer {
    package static let name = "repeat"
    package static let about = """
        A block of layers several times in a row, each with its own parameters.

        A copy takes what the one before gives. Parameters are named `<position>.<copy>.<position
        inside>.<name>`: `2.0.1.weight` is the second layer of the first copy in the third layer. A block of
        one layer leaves its position out: `2.0.weight`.

        - Shapes: input of the block → output of its last copy
        - Errors: `layer-shape` when the block cannot take its own output
        - Source: PyTorch `Sequential(*[block() for _ in range(times)])`
        """
    package static let example: String? = "{repeat: {times: 3, layers: [{linear: 64}, relu]}}"
    package let times: Int
    package let layers: [Located<any Layer>]

    package var isRandom: Bool { layers.contains { $0.value.isRandom } }

    package var programKey: String { "repeat \(times) \(layers.programKey)" }

    package var startsFromData: Bool { layers.contains { $0.value.startsFromData } }

    package init(reading fields: inout FieldReader) {
        times = fields.requiredInt("times", in: .closed(1, 10_000), "How often the block is repeated.")
        layers = fields.requiredComponents("layers", in: layerFamily, "The block, first layer to last.")
    }

    package init(times: Int, layers: [any Layer]) {
        self.times = times
        self.layers = layers.map { Located(value: $0, origin: .defaultValue) }
    }

    /// The block as one layer.
    private var block: Located<any Layer>? {
        guard let first = layers.first else { return nil }
        let whole = SequentialLayer(located: layers)
        return layers.count == 1 ? first : Located(value: whole, origin: first.origin)
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard let block else { throw LayerProblem("has no layers to repeat") }
        guard let output = model.declare([Located<any Layer>](repeating: block, count: times), input: input)
        else { throw LayerProblem("has a layer that does not fit") }
        return output
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        guard let block else { return input }
        return try pass.apply([Located<any Layer>](repeating: block, count: times), to: input)
    }

    package func outputRange(ofInput range: OutputRange) -> OutputRange {
        layers.reduce(range) { $1.value.outputRange(ofInput: $0) }
    }
}
