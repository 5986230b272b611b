import Graph
import Kernels
import Spec

package struct MLPLayer: Layer {
    package static let name = "mlp"
    package static let about = """
        Hidden layers one after another: depth and widths as one value.

            h_i = dropout(g(norm(h_(i-1) W_i + b_i))),   h_0 = x,   i = 1 … the number of sizes
            with residual, where both have the same size:  h_i = h_(i-1) + dropout(g(norm(…)))

        The same as a `sequential` of `linear`, norm, activation and dropout for each size, those that are
        not asked for left out, and with its names: `0.0.weight` and `0.2.weight` for sizes [64, 64] in the
        first place of a model. It ends with the last size's activation: a `linear` for the outputs follows.

        - Shapes: input […, features] → output […, last size]
        - Errors: `layer-shape` for an activation or norm that changes the shape
        - Source: torchvision `MLP`; scikit-learn `MLPClassifier` (`hidden_layer_sizes`)
        """
    package static let primaryField: String? = "sizes"
    package static let example: String? = "{mlp: {sizes: [64, 64], activation: selu, dropout: 0.1}}"
    package let sizes: [Int]
    package let isResidual: Bool
    /// The layers of every size.
    private let blocks: [[Located<any Layer>]]

    package var isRandom: Bool { blocks.joined().contains { $0.value.isRandom } }

    package var programKey: String { "mlp \(isResidual) \(blocks.map(\.programKey).joined(separator: ", "))" }

    package var startsFromData: Bool { blocks.joined().contains { $0.value.startsFromData } }

    package init(reading fields: inout FieldReader) {
        sizes = fields.ints(
            "sizes", aliases: ["hidden_sizes", "hidden_layer_sizes"], default: [256, 256],
            in: .closed(1, 1e6), "Numbers per row after each hidden layer, first to last.")
        let activation = fields.component(
            "activation", in: layerFamily, default: ReLULayer(), "The function after each hidden layer.")
        let norm = fields.optionalComponent(
            "norm", in: layerFamily,
            "Normalization before each activation, such as batch_norm or layer_norm; default none.")
        let dropout = DropoutFields(
            reading: &fields, rateName: "dropout", default: 0, scheduleName: "dropout_schedule")
        isResidual = fields.bool(
            "residual", default: false,
            "Whether a hidden layer as wide as the one before adds its output to its input.")
        let linear = LinearFields(reading: &fields)
        if sizes.isEmpty {
            fields.report(
                Diagnostic(
                    "out-of-range", "'mlp' needs at least one size, but the list is empty",
                    at: fields.origin(of: "sizes"),
                    help: "write the sizes, such as [64, 64], or leave the layer out"))
        }
        let place = fields.place
        blocks = sizes.map { size in
            var block = [Located<any Layer>(value: LinearLayer(units: size, fields: linear), origin: place)]
            if let norm { block.append(norm) }
            block.append(
                activation.origin == .defaultValue
                    ? Located(value: activation.value, origin: place) : activation)
            if dropout.rate > 0 {
                block.append(Located(value: DropoutLayer(dropout), origin: place))
            }
            return block
        }
    }

    package init(_ sizes: [Int], activation: any Layer = ReLULayer(), isResidual: Bool = false) {
        self.sizes = sizes
        self.isResidual = isResidual
        blocks = sizes.map { size in
            [LinearLayer(units: size), activation].map { Located(value: $0, origin: .defaultValue) }
        }
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        var shape = input
        var place = 0
        for block in blocks {
            for layer in block {
                guard let output = model.declare(layer, named: "\(place)", input: shape) else {
                    throw LayerProblem("has a layer that does not fit")
                }
                guard layer.value is LinearLayer || output == shape else {
                    throw LayerProblem(
                        "has a '\(type(of: layer.value).name)' that gives \(output) for \(shape)",
                        help: "name a layer that keeps the shape")
                }
                shape = output
                place += 1
            }
        }
        return shape
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        var value = input
        var place = 0
        for block in blocks {
            let before = value
            for layer in block {
                value = try pass.apply(layer, named: "\(place)", to: value)
                place += 1
            }
            if isResidual, before.shape.dimensions.dropFirst() == value.shape.dimensions.dropFirst() {
                value = before + value
            }
        }
        return value
    }
}
