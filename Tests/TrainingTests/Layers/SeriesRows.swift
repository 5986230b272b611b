import Graph
import Kernels
import Training

/// Rows of layers that read series step by step. A step costs 2 · gates · units · (features + units), the first one
/// without the part of the state.
let seriesRows: [LayerRow] = [
    LayerRow(
        name: "gru", layer: GRULayer(RecurrentFields(units: 2)), input: [3], output: [2],
        parameters: [
            ("0.weight_ih_l0", [6, 1]), ("0.weight_hh_l0", [6, 2]), ("0.bias_ih_l0", [6]),
            ("0.bias_hh_l0", [6]),
        ], flops: 2 * 6 * (3 * 1 + 2 * 2)),
    LayerRow(
        name: "gru", variant: "two windows, both ways, all states",
        layer: GRULayer(RecurrentFields(units: 2, bidirectional: true, output: .sequence, series: 2)),
        input: [6], output: [3, 4],
        parameters: [
            ("0.weight_ih_l0", [6, 2]), ("0.weight_hh_l0", [6, 2]), ("0.bias_ih_l0", [6]),
            ("0.bias_hh_l0", [6]), ("0.weight_ih_l0_reverse", [6, 2]), ("0.weight_hh_l0_reverse", [6, 2]),
            ("0.bias_ih_l0_reverse", [6]), ("0.bias_hh_l0_reverse", [6]),
        ], flops: 2 * 2 * 6 * (3 * 2 + 2 * 2)),
    LayerRow(
        name: "gru", variant: "dropout between layers",
        layer: GRULayer(RecurrentFields(units: 2, layers: 2, dropout: 0.4, bias: false)), input: [3, 2],
        output: [2],
        parameters: [
            ("0.weight_ih_l0", [6, 2]), ("0.weight_hh_l0", [6, 2]), ("0.weight_ih_l1", [6, 2]),
            ("0.weight_hh_l1", [6, 2]),
        ], flops: 2 * 2 * 6 * (3 * 2 + 2 * 2)),
    LayerRow(
        name: "lstm", layer: LSTMLayer(RecurrentFields(units: 2)), input: [3, 2], output: [2],
        parameters: [
            ("0.weight_ih_l0", [8, 2]), ("0.weight_hh_l0", [8, 2]), ("0.bias_ih_l0", [8]),
            ("0.bias_hh_l0", [8]),
        ], flops: 2 * 8 * (3 * 2 + 2 * 2)),
    LayerRow(
        name: "lstm", variant: "channels first, no bias, one step",
        layer: LSTMLayer(RecurrentFields(units: 3, output: .sequence, bias: false, timeAxis: .last)),
        input: [2, 1], output: [1, 3],
        parameters: [("0.weight_ih_l0", [12, 2]), ("0.weight_hh_l0", [12, 3])],
        flops: 2 * 12 * 2),
]
