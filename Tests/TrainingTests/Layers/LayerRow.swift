import Data
import Graph
import Kernels
import Spec
import Testing
import Training

/// What a registered layer must show. Sizes and costs are worked out by hand.
struct LayerRow: Sendable, CustomTestStringConvertible {
    var name: String
    var variant = ""
    var layer: any Layer
    /// One row of the input and of the output.
    var input: Shape
    var output: Shape
    /// Names and sizes of parameters, in order, as PyTorch's `state_dict` has them after the layer's position.
    var parameters: [(name: String, dimensions: [Int])] = []
    var states: [(name: String, dimensions: [Int])] = []
    /// Floating-point operations of the matrix products for one row.
    var flops = 0
    /// Numbers the input is drawn from.
    var range: ClosedRange<Double> = -2...2
    /// The input is whole numbers below this, such as codes of categories.
    var codes: Int?
    /// What the input's numbers are, where the layer asks.
    var columns: [FeatureColumn]?

    var testDescription: String { variant.isEmpty ? name : "\(name) (\(variant))" }
}

extension LayerRow {
    /// A row of a layer's example, on the first shape that it takes; nil when it takes none of them.
    init?(exampleOf member: any SpecComponent.Type) {
        let example = StackCatalogue.example(of: member)
        guard let layer = try? StackCase.read("model: [\(example)]\nloss: mse\n").model[0].value else {
            return nil
        }
        for input in [[2, 3], [4], [16], [1, 4, 4]] as [Shape] {
            let bench = LayerBench(layers: [layer], input: input, batch: 4)
            guard let (model, output) = try? bench.declaration() else { continue }
            self.init(name: member.name, layer: layer, input: input, output: output)
            parameters = model.parameters.map { ($0.name, $0.shape.dimensions) }
            states = model.states.map { ($0.name, $0.shape.dimensions) }
            return
        }
        return nil
    }
}

/// Rows of layers that treat every number alike.
let activationRows: [LayerRow] = [
    elementwise("elu", ELULayer(alpha: 1.3)), elementwise("gelu", GELULayer()),
    elementwise("gelu", GELULayer(approximate: .tanh), variant: "tanh"),
    elementwise("hard_sigmoid", HardSigmoidLayer(), range: -6...6), elementwise("identity", IdentityLayer()),
    elementwise("leaky_relu", LeakyReLULayer(negativeSlope: 0.2)), elementwise("relu", ReLULayer()),
    elementwise("selu", SELULayer()), elementwise("sigmoid", SigmoidLayer()),
    elementwise("silu", SiLULayer()), elementwise("softplus", SoftplusLayer()),
    elementwise("softplus", SoftplusLayer(beta: 2.5), variant: "beta"),
    elementwise("softsign", SoftsignLayer()), elementwise("tanh", TanhLayer()),
    elementwise("dropout", DropoutLayer(rate: 0.3)), elementwise("softmax", SoftmaxLayer()),
    elementwise("log_softmax", LogSoftmaxLayer()),
]

private func elementwise(
    _ name: String, _ layer: any Layer, variant: String = "", range: ClosedRange<Double> = -3...3
) -> LayerRow {
    LayerRow(name: name, variant: variant, layer: layer, input: [2, 3], output: [2, 3], range: range)
}

/// Rows of layers made of other layers, and of those that move numbers.
let structureRows: [LayerRow] = [
    LayerRow(
        name: "bias", layer: BiasLayer(), input: [2, 3], output: [2, 3],
        parameters: [("0.bias", [3])]),
    LayerRow(name: "flatten", layer: FlattenLayer(), input: [2, 3], output: [6]),
    LayerRow(
        name: "linear", layer: LinearLayer(units: 4), input: [3], output: [4],
        parameters: [("0.weight", [4, 3]), ("0.bias", [4])], flops: 2 * 3 * 4),
    LayerRow(
        name: "linear", variant: "on the last axis", layer: LinearLayer(units: 4, bias: false),
        input: [2, 3], output: [2, 4], parameters: [("0.weight", [4, 3])], flops: 2 * 2 * 3 * 4),
    LayerRow(name: "reshape", layer: ReshapeLayer([3, -1]), input: [6, 2], output: [3, 4]),
    LayerRow(name: "slice", layer: SliceLayer(from: 1, to: 3), input: [4, 2], output: [2, 2]),
    LayerRow(
        name: "sequential", layer: SequentialLayer(layers: [TanhLayer(), LinearLayer(units: 2)]),
        input: [3], output: [2], parameters: [("0.1.weight", [2, 3]), ("0.1.bias", [2])], flops: 12),
    LayerRow(
        name: "residual", layer: ResidualLayer(layers: [LinearLayer(units: 3), TanhLayer()]),
        input: [3], output: [3], parameters: [("0.0.weight", [3, 3]), ("0.0.bias", [3])], flops: 18),
    LayerRow(
        name: "residual", variant: "with a projection",
        layer: ResidualLayer(
            layers: [LinearLayer(units: 2), TanhLayer()], projection: LinearLayer(units: 2, bias: false)),
        input: [3], output: [2],
        parameters: [("0.0.weight", [2, 3]), ("0.0.bias", [2]), ("0.projection.weight", [2, 3])],
        flops: 24),
    LayerRow(
        name: "parallel", layer: ParallelLayer(branches: [LinearLayer(units: 2), IdentityLayer()]),
        input: [3], output: [5], parameters: [("0.0.weight", [2, 3]), ("0.0.bias", [2])], flops: 12),
    LayerRow(
        name: "parallel", variant: "add",
        layer: ParallelLayer(
            branches: [
                LinearLayer(units: 2), SequentialLayer(layers: [LinearLayer(units: 2), TanhLayer()]),
            ],
            merge: .add),
        input: [3], output: [2],
        parameters: [
            ("0.0.weight", [2, 3]), ("0.0.bias", [2]), ("0.1.0.weight", [2, 3]), ("0.1.0.bias", [2]),
        ], flops: 24),
    LayerRow(
        name: "parallel", variant: "mul",
        layer: ParallelLayer(branches: [TanhLayer(), SigmoidLayer()], merge: .multiply), input: [3],
        output: [3]),
    LayerRow(
        name: "repeat", layer: RepeatLayer(times: 2, layers: [LinearLayer(units: 3), TanhLayer()]),
        input: [3], output: [3],
        parameters: [
            ("0.0.0.weight", [3, 3]), ("0.0.0.bias", [3]), ("0.1.0.weight", [3, 3]), ("0.1.0.bias", [3]),
        ], flops: 36),
    LayerRow(
        name: "repeat", variant: "of one layer",
        layer: RepeatLayer(times: 2, layers: [LinearLayer(units: 3)]), input: [3], output: [3],
        parameters: [("0.0.weight", [3, 3]), ("0.0.bias", [3]), ("0.1.weight", [3, 3]), ("0.1.bias", [3])],
        flops: 36),
]

private let batchStates: [(name: String, dimensions: [Int])] = [
    ("0.running_mean", [3]), ("0.running_var", [3]), ("0.num_batches_tracked", []),
]

/// Rows of layers that normalize.
let normRows: [LayerRow] = [
    LayerRow(
        name: "batch_norm", layer: BatchNormLayer(), input: [3], output: [3],
        parameters: [("0.weight", [3]), ("0.bias", [3])], states: batchStates),
    LayerRow(
        name: "batch_norm", variant: "images, cumulative", layer: BatchNormLayer(cumulative: true),
        input: [3, 2, 2], output: [3, 2, 2], parameters: [("0.weight", [3]), ("0.bias", [3])],
        states: batchStates),
    LayerRow(
        name: "batch_norm", variant: "without scale",
        layer: BatchNormLayer(affine: NormAffine(hasWeight: false, hasBias: false)), input: [3], output: [3],
        states: batchStates),
    LayerRow(
        name: "group_norm", layer: GroupNormLayer(groups: 2), input: [4, 3], output: [4, 3],
        parameters: [("0.weight", [4]), ("0.bias", [4])]),
    LayerRow(
        name: "layer_norm", layer: LayerNormLayer(), input: [2, 4], output: [2, 4],
        parameters: [("0.weight", [4]), ("0.bias", [4])]),
    LayerRow(
        name: "layer_norm", variant: "two axes", layer: LayerNormLayer(axes: 2), input: [2, 3],
        output: [2, 3], parameters: [("0.weight", [2, 3]), ("0.bias", [2, 3])]),
    LayerRow(
        name: "rms_norm", layer: RMSNormLayer(), input: [2, 4], output: [2, 4],
        parameters: [("0.weight", [4])]),
]
