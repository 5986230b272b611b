import Graph
import Kernels
import Spec

/// What the layers that read a series step by step share: sizes, directions, and how a row is a series.
///
/// - Fields: units (alias hidden_size), layers (num_layers), bidirectional, output, dropout, bias, series, time_axis,
///   weight_init
package struct RecurrentFields: Sendable {
    package var units: Int
    package var layers: Int
    package var isBidirectional: Bool
    package var output: Output
    package var dropout: Double
    package var hasBias: Bool
    /// Series that lie one after another in a row of plain numbers.
    package var series: Int
    package var timeAxis: TimeAxis
    package var weightInitializer: Located<any Initializer>?

    /// What comes out.
    package enum Output: String, CaseIterable, Sendable {
        case last, sequence
    }

    /// Which axis of a row of two axes is time.
    package enum TimeAxis: String, CaseIterable, Sendable {
        case first, last
    }

    /// A step is some nodes of the graph, and three times as many for its gradient.
    package static let mostSteps = 512

    package init(
        units: Int, layers: Int = 1, bidirectional: Bool = false, output: Output = .last, dropout: Double = 0,
        bias: Bool = true, series: Int = 1, timeAxis: TimeAxis = .first
    ) {
        self.units = units
        self.layers = layers
        isBidirectional = bidirectional
        self.output = output
        self.dropout = dropout
        hasBias = bias
        self.series = series
        self.timeAxis = timeAxis
    }

    package init(reading fields: inout FieldReader) {
        units = fields.requiredInt(
            "units", aliases: ["hidden_size"], in: .closed(1, 1e6), "Numbers in the state of each direction.")
        layers = fields.int(
            "layers", aliases: ["num_layers"], default: 1, in: .closed(1, 100),
            "Layers one upon another; each reads all states of the one below.")
        isBidirectional = fields.bool(
            "bidirectional", default: false, "Whether a second state reads the series backwards.")
        output = fields.choice(
            "output", default: Output.last, "What comes out: the last state, or those of all steps.")
        dropout = fields.double(
            "dropout", default: 0, in: .leftClosed(0, 1),
            "Share of the numbers set to 0 between layers while training.")
        hasBias = fields.bool("bias", default: true, "Whether learned constants are added.")
        series = fields.int(
            "series", default: 1, in: .closed(1, 1e6),
            "Series that lie one after another in a row of plain numbers, as windows of several columns do.")
        timeAxis = fields.choice(
            "time_axis", default: TimeAxis.first,
            "Which axis is time in rows of two axes; last after a convolution.")
        weightInitializer = fields.optionalComponent(
            "weight_init", in: initializerFamily, "Starting values of the weights; default ±1/√units.")
    }

    var directions: Int { isBidirectional ? 2 : 1 }
    var isRandom: Bool { dropout > 0 && layers > 1 }

    var programKey: String {
        "\(units) \(layers) \(isBidirectional) \(output) \(isRandom) \(hasBias) \(series) \(timeAxis)"
    }

    /// Names of PyTorch, from the bottom layer up.
    var parts: [RecurrentPart] {
        (0..<layers).flatMap { layer in
            (0..<directions).map { RecurrentPart(layer: layer, isReversed: $0 == 1) }
        }
    }

    /// How a row is a series, or why it is none.
    func layout(of input: Shape) throws -> SeriesLayout {
        switch input.rank {
        case 1:
            guard input[0] % series == 0, input[0] > 0 else {
                throw LayerProblem(
                    "cannot take \(input[0]) numbers for \(series) series of equal length",
                    help:
                        "let 'series' be the number of windows side by side; a 'slice' leaves other columns out"
                )
            }
            return SeriesLayout(steps: input[0] / series, features: series, isTimeLast: true)
        case 2 where series == 1:
            return timeAxis == .first
                ? SeriesLayout(steps: input[0], features: input[1], isTimeLast: false)
                : SeriesLayout(steps: input[1], features: input[0], isTimeLast: true)
        case 2:
            throw LayerProblem(
                "has 'series: \(series)', which is for rows of plain numbers",
                help: "leave 'series' out: the second axis says how many there are")
        default:
            throw LayerProblem(
                "needs a series, [steps] or [steps, features]",
                help: "put a layer such as 'reshape: [12, 3]' before it")
        }
    }
}

/// One direction of one layer.
struct RecurrentPart: Hashable, Sendable {
    var layer: Int
    var isReversed: Bool

    /// `weight_ih_l0`, `bias_hh_l1_reverse`
    func name(_ array: String) -> String { "\(array)_l\(layer)\(isReversed ? "_reverse" : "")" }
}

/// The steps and features of a row.
struct SeriesLayout {
    var steps: Int
    var features: Int
    var isTimeLast: Bool

    /// [trials, batch, …] → [trials, steps, batch, features]
    func stepsFirst(_ input: Tensor) -> Tensor {
        let (trials, batch) = (input.shape[0], input.shape[1])
        guard isTimeLast else { return input.transposed(permutation: [0, 2, 1, 3]) }
        return input.reshaped(to: [trials, batch, features, steps]).transposed(permutation: [0, 3, 1, 2])
    }
}
