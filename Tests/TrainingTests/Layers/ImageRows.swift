import Graph
import Kernels
import Training

/// Rows of layers with windows. Sizes: (size + 2 · padding - reach) / stride + 1.
let imageRows: [LayerRow] = [
    LayerRow(
        name: "conv2d",
        layer: Conv2dLayer(
            ConvolutionFilters(3), WindowField(WindowPair(2, 3), padding: .pixels(WindowPair(1, 0)))),
        input: [2, 4, 4], output: [3, 5, 2], parameters: [("0.weight", [3, 2, 2, 3]), ("0.bias", [3])],
        flops: 2 * 3 * 5 * 2 * (2 * 2 * 3)),
    LayerRow(
        name: "conv2d", variant: "stride, groups, no bias",
        layer: Conv2dLayer(
            ConvolutionFilters(4, groups: 2, bias: false), WindowField(WindowPair(2), stride: WindowPair(2))),
        input: [2, 5, 4], output: [4, 2, 2], parameters: [("0.weight", [4, 1, 2, 2])],
        flops: 2 * 4 * 2 * 2 * (1 * 2 * 2)),
    LayerRow(
        name: "conv1d",
        layer: Conv1dLayer(ConvolutionFilters(3), WindowField(WindowPair(1, 3), padding: .same)),
        input: [2, 5], output: [3, 5], parameters: [("0.weight", [3, 2, 3]), ("0.bias", [3])],
        flops: 2 * 3 * 5 * (2 * 3)),
    LayerRow(
        name: "max_pool", layer: MaxPoolLayer(PoolField(WindowPair(2))), input: [2, 4, 5], output: [2, 2, 2]),
    LayerRow(
        name: "max_pool", variant: "series",
        layer: MaxPoolLayer(PoolField(WindowPair(3), stride: WindowPair(1))),
        input: [2, 5], output: [2, 3]),
    LayerRow(
        name: "avg_pool", layer: AvgPoolLayer(PoolField(WindowPair(2), stride: WindowPair(1))),
        input: [2, 3, 4],
        output: [2, 2, 3]),
    LayerRow(
        name: "avg_pool", variant: "padding not counted",
        layer: AvgPoolLayer(
            PoolField(WindowPair(2), stride: WindowPair(2), padding: WindowPair(1)), countsPadding: false),
        input: [2, 3, 4], output: [2, 2, 3]),
    LayerRow(name: "global_avg_pool", layer: GlobalAvgPoolLayer(), input: [3, 2, 4], output: [3]),
]

/// Rows of layers that make features. Terms: C(3 + 2, 2) - 1 = 9.
let featureRows: [LayerRow] = [
    LayerRow(
        name: "embedding", layer: EmbeddingLayer(count: 5, size: 2), input: [3], output: [3, 2],
        parameters: [("0.weight", [5, 2])], flops: 2 * 3 * 5 * 2, codes: 5),
    LayerRow(name: "polynomial_features", layer: PolynomialFeaturesLayer(degree: 2), input: [3], output: [9]),
    LayerRow(
        name: "distance_to", layer: DistanceToLayer(points: [[0, 0], [3, 1], [-1, 2]]), input: [2],
        output: [3]),
    LayerRow(
        name: "distance_to", variant: "squared",
        layer: DistanceToLayer(points: [[0, 0], [3, 1]], squared: true),
        input: [2], output: [2]),
]
