import Data
import Training

private let mixedColumns = [
    FeatureColumn("area"), FeatureColumn("city_Ulm", .indicator), FeatureColumn("rooms"),
]

/// Rows of layers for tables.
let tableRows: [LayerRow] = [
    LayerRow(
        name: "scale", layer: ScaleLayer(), input: [2, 3], output: [2, 3], parameters: [("0.scale", [3])]),
    LayerRow(
        name: "target_range", layer: TargetRangeLayer(), input: [3], output: [3],
        states: [("0.low", [3]), ("0.high", [3])]),
    LayerRow(
        name: "parametric_activation", layer: ParametricActivationLayer(SELULayer()), input: [2, 3],
        output: [2, 3], parameters: [("0.slope", [3])]),
    LayerRow(
        name: "mlp", layer: MLPLayer([4, 2], activation: TanhLayer()), input: [3], output: [2],
        parameters: [
            ("0.0.weight", [4, 3]), ("0.0.bias", [4]), ("0.2.weight", [2, 4]), ("0.2.bias", [2]),
        ], flops: 2 * 3 * 4 + 2 * 4 * 2),
    LayerRow(
        name: "mlp", variant: "residual", layer: MLPLayer([3, 3], activation: TanhLayer(), isResidual: true),
        input: [3], output: [3],
        parameters: [
            ("0.0.weight", [3, 3]), ("0.0.bias", [3]), ("0.2.weight", [3, 3]), ("0.2.bias", [3]),
        ], flops: 2 * 3 * 3 + 2 * 3 * 3),
    LayerRow(
        name: "linear", variant: "ntk", layer: LinearLayer(units: 4, fields: LinearFields(scaling: .ntk)),
        input: [3], output: [4], parameters: [("0.weight", [4, 3]), ("0.bias", [4])], flops: 2 * 3 * 4),
    // Three categories get round(1.6 · 3^0.56) = 3 numbers, four round(1.6 · 4^0.56) = 3.
    LayerRow(
        name: "embeddings", layer: EmbeddingsLayer(), input: [2], output: [6],
        parameters: [("0.0.weight", [3, 3]), ("0.1.weight", [4, 3])], flops: 2 * 3 * 3 + 2 * 4 * 3, codes: 3,
        columns: [FeatureColumn("city", .codes(count: 3)), FeatureColumn("street", .codes(count: 4))]),
    LayerRow(
        name: "embeddings", variant: "without codes", layer: EmbeddingsLayer(), input: [3], output: [3],
        columns: mixedColumns),
    // Two numbers of three learned and themselves, and the indicator.
    LayerRow(
        name: "numeric_embedding", layer: NumericEmbeddingLayer(.pbld, count: 5, size: 4), input: [3],
        output: [9],
        parameters: [
            ("0.frequency", [2, 5]), ("0.phase", [2, 5]), ("0.weight", [2, 3, 5]), ("0.bias", [2, 3]),
        ], flops: 2 * 2 * 3 * 5, columns: mixedColumns),
    LayerRow(
        name: "numeric_embedding", variant: "plr", layer: NumericEmbeddingLayer(.plr, count: 2, size: 3),
        input: [2], output: [6],
        parameters: [("0.frequency", [2, 2]), ("0.weight", [2, 3, 4]), ("0.bias", [2, 3])],
        flops: 2 * 2 * 3 * 4),
    LayerRow(
        name: "numeric_embedding", variant: "periodic",
        layer: NumericEmbeddingLayer(.periodic, count: 2, size: 3), input: [2], output: [6],
        parameters: [("0.frequency", [2, 2]), ("0.weight", [2, 3, 4]), ("0.bias", [2, 3])],
        flops: 2 * 2 * 3 * 4),
    LayerRow(
        name: "numeric_embedding", variant: "linear", layer: NumericEmbeddingLayer(.linear, size: 2),
        input: [3], output: [6], parameters: [("0.weight", [3, 2, 1]), ("0.bias", [3, 2])],
        flops: 2 * 3 * 2),
]
