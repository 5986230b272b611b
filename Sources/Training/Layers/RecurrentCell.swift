import Graph
import Kernels
import Spec

/// The state after a step.
struct RecurrentState {
    var hidden: Tensor
    /// What an `lstm` keeps beside it.
    var cell: Tensor?
}

/// A layer that reads a series step by step, unrolled: each step is its own part of the graph.
///
/// What the steps have in common (the products of all inputs with their weights) is computed at once.
protocol RecurrentLayer: Layer {
    var fields: RecurrentFields { get }
    /// Parts of a row of gates, each as wide as the state.
    static var gates: Int { get }
    /// The state after a step.
    ///
    /// - Parameters:
    ///   - input: the input's share of the gates, [trials, batch, gates · units]
    ///   - hidden: that of the state before; nil in the first step of a layer without bias
    ///   - before: the state before; nil in the first step, where it is 0
    func step(input: Tensor, hidden: Tensor?, before: RecurrentState?) -> RecurrentState
}

extension RecurrentLayer {
    package var isRandom: Bool { fields.isRandom }
    package var programKey: String { "\(Self.name) \(fields.programKey)" }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        let layout = try fields.layout(of: input)
        guard layout.steps <= RecurrentFields.mostSteps else {
            throw LayerProblem(
                "reads at most \(RecurrentFields.mostSteps) steps, and the series has \(layout.steps)",
                help: "make the window shorter, or let a 'conv1d' with a stride shorten the series")
        }
        let (units, rows) = (fields.units, Self.gates * fields.units)
        let bound = 1 / Double(units).squareRoot()
        let standard = UniformInitializer(low: -bound, high: bound)
        for part in fields.parts {
            let width = part.layer == 0 ? layout.features : fields.directions * units
            let (weights, overflow) = rows.multipliedReportingOverflow(by: max(width, units))
            guard !overflow, weights <= Int(Int32.max) else {
                throw LayerProblem(
                    "would have \(rows) × \(max(width, units)) weights", help: "use fewer units")
            }
            for (name, columns) in [("weight_ih", width), ("weight_hh", units)] {
                try model.parameter(
                    part.name(name),
                    shape: ParameterShape(dimensions: [rows, columns], fanIn: columns, fanOut: rows),
                    isTransposed: true,
                    initializer: model.weightInitializer(fields.weightInitializer, default: standard))
            }
            if fields.hasBias {
                for name in ["bias_ih", "bias_hh"] {
                    try model.parameter(
                        part.name(name),
                        shape: ParameterShape(dimensions: [rows], fanIn: units, fanOut: rows),
                        initializer: standard)
                }
            }
            // The state before the first step is 0: no product.
            model.count(flopsPerRow: 2 * rows * (layout.steps * width + (layout.steps - 1) * units))
        }
        if isRandom {
            model.number("dropout", fields.dropout)
            model.number("scale", 1 / (1 - fields.dropout))
        }
        let width = fields.directions * units
        return fields.output == .last ? [width] : [layout.steps, width]
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        let layout = try fields.layout(of: Shape(Array(input.shape.dimensions.dropFirst(2))))
        var series = layout.stepsFirst(input)  // [trials, steps, batch, features]
        for layer in 0..<fields.layers {
            let directions = (0..<fields.directions).map { direction in
                states(of: series, RecurrentPart(layer: layer, isReversed: direction == 1), in: pass)
            }
            if layer == fields.layers - 1, fields.output == .last {
                // The last state of each direction: backwards, that of the first step.
                return joined(directions.enumerated().map { $0 == 1 ? $1[0] : $1[$1.count - 1] }, axis: 2)
            }
            series = joined(directions.map(stacked), axis: 3)
            if layer < fields.layers - 1 { series = dropped(series, in: pass) }
        }
        return series.transposed(permutation: [0, 2, 1, 3])
    }

    /// The states of one direction of one layer, in the order of time: [trials, batch, units] each.
    private func states(of series: Tensor, _ part: RecurrentPart, in pass: ForwardPass) -> [Tensor] {
        let dimensions = series.shape.dimensions
        let (steps, batch) = (dimensions[1], dimensions[2])
        let width = Self.gates * fields.units
        let flat = series.reshaped(to: [dimensions[0], steps * batch, dimensions[3]])
        var inputs = matrixProduct(flat, pass.parameter(part.name("weight_ih")))
        var bias: Tensor?
        if fields.hasBias {
            inputs = inputs + pass.parameter(part.name("bias_ih")).perTrial([1, width])
            bias = pass.parameter(part.name("bias_hh")).perTrial([1, width])
        }
        let trials = inputs.shape[0]
        inputs = inputs.reshaped(to: [trials, steps, batch, width])
        let weight = pass.parameter(part.name("weight_hh"))
        var states = [Tensor?](repeating: nil, count: steps)
        var state: RecurrentState?
        for step in part.isReversed ? Array((0..<steps).reversed()) : Array(0..<steps) {
            let own = inputs.sliced(axis: 1, range: step..<(step + 1)).reshaped(to: [trials, batch, width])
            var hidden = bias
            if let state {
                let product = matrixProduct(state.hidden, weight)
                hidden = bias.map { product + $0 } ?? product
            }
            let next = self.step(input: own, hidden: hidden, before: state)
            states[step] = next.hidden
            state = next
        }
        return states.compactMap { $0 }
    }

    /// [trials, steps, batch, units]
    private func stacked(_ states: [Tensor]) -> Tensor {
        let pieces = states.map { state in
            state.reshaped(to: [state.shape[0], 1, state.shape[1], state.shape[2]])
        }
        return joined(pieces, axis: 1)
    }

    private func joined(_ pieces: [Tensor], axis: Int) -> Tensor {
        pieces.count == 1 ? pieces[0] : concatenate(pieces, axis: axis)
    }

    /// As the layer `dropout` does it.
    private func dropped(_ series: Tensor, in pass: ForwardPass) -> Tensor {
        guard isRandom, let uniform = pass.uniform(like: series.shape) else { return series }
        let isDropped = uniform .< pass.number("dropout", rank: series.shape.rank)
        return select(isDropped, 0, series * pass.number("scale", rank: series.shape.rank))
    }

    /// One gate of a row of gates.
    func gate(_ index: Int, of row: Tensor) -> Tensor {
        row.sliced(axis: 2, range: (index * fields.units)..<((index + 1) * fields.units))
    }

    /// The sum where there are both.
    func sum(_ first: Tensor, _ second: Tensor?) -> Tensor { second.map { first + $0 } ?? first }
}
