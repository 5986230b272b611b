import Graph
import Kernels
import Testing
import Training

@Suite("Every registered layer")
struct LayerConformanceTests {
    /// Rows whose shapes, names and costs are worked out by hand.
    static let written =
        activationRows + structureRows + normRows + imageRows + featureRows + tableRows + seriesRows

    /// And one made of its example for every other layer that is registered.
    static let rows =
        written
        + layerFamily.members.compactMap { member in
            let isKnown = written.contains { $0.name == member.name } || member is any TreeModel.Type
            return isKnown ? nil : LayerRow(exampleOf: member)
        }

    @Test func everyLayerHasARow() {
        #expect(Set(Self.rows.map(\.name)) == Set(StackCatalogue.layerNames))
    }

    private func bench(_ row: LayerRow) -> LayerBench {
        var bench = LayerBench(layers: [row.layer], input: row.input, batch: 4)
        bench.columns = row.columns
        return bench
    }

    /// Inputs, parameters, states and weights of a row; those of trial t are the same in any stack.
    private func numbers(
        _ row: LayerRow, trials: Range<Int> = 0..<1, shared: Bool = true
    ) -> (rows: [Double], parameters: [String: [Double]], states: [String: [Double]], weights: [Double]) {
        var input: [Double] = []
        for trial in shared ? 0..<1 : trials {
            var source = LayerNumbers(UInt32(7 + trial))
            let drawn = source.array(4 * row.input.count, row.range)
            input +=
                row.codes.map { codes in drawn.map { _ in source.next(0...Double(codes) - 0.01) } }?
                .map { $0.rounded(.down) } ?? drawn
        }
        var parameters: [String: [Double]] = [:]
        var states: [String: [Double]] = [:]
        for trial in trials {
            var source = LayerNumbers(UInt32(100 + trial))
            for (name, dimensions) in row.parameters {
                parameters[name, default: []] += source.array(dimensions.reduce(1, *))
            }
            for (name, dimensions) in row.states {
                let drawn = source.array(dimensions.reduce(1, *), 0.5...1.5)
                states[name, default: []] += dimensions.isEmpty ? [Double(3 + trial)] : drawn
            }
        }
        var source = LayerNumbers(9)
        return (input, parameters, states, source.array(4 * row.output.count, 0.5...1.5))
    }

    @Test(arguments: written)
    func infersShapesNamesAndCosts(row: LayerRow) throws {
        let (model, output) = try bench(row).declaration()
        #expect(output == row.output)
        #expect(model.parameters.map(\.name) == row.parameters.map(\.name))
        #expect(model.parameters.map(\.shape.dimensions) == row.parameters.map(\.dimensions))
        #expect(model.states.map(\.name) == row.states.map(\.name))
        #expect(model.states.map(\.shape.dimensions) == row.states.map(\.dimensions))
        #expect(model.layers.first?.flopsPerRow == row.flops)
        let count = row.parameters.reduce(0) { $0 + $1.dimensions.reduce(1, *) }
        #expect(model.layers.first?.parameterCount == count)
    }

    @Test(arguments: rows, [true, false])
    func hasTheGradientOfCentralDifferences(row: LayerRow, isTraining: Bool) throws {
        var bench = bench(row)
        bench.isTraining = isTraining
        try expectCentralDifferences(bench, row)
    }

    @Test(arguments: rows)
    func addsTheGradientsWhenItIsUsedTwice(row: LayerRow) throws {
        var bench = bench(row)
        bench.isUsedTwice = true
        try expectCentralDifferences(bench, row)
    }

    private func expectCentralDifferences(_ bench: LayerBench, _ row: LayerRow) throws {
        let (input, parameters, states, weights) = numbers(row)
        func objective(_ rows: [Double], _ values: [String: [Double]]) throws -> Double {
            try bench.run(rows: rows, parameters: values, states: states, weights: weights).objective[0]
        }
        let found = try bench.run(rows: input, parameters: parameters, states: states, weights: weights)
        let width = 1e-6
        func slope(_ values: [Double], _ change: ([Double]) throws -> Double) throws -> [Double] {
            try values.indices.map { element in
                var moved = values
                moved[element] += width
                let above = try change(moved)
                moved[element] = values[element] - width
                return (above - (try change(moved))) / (2 * width)
            }
        }
        if row.codes == nil {
            let expected = try slope(input) { try objective($0, parameters) }
            #expect(largestDifference(found.inputGradient, expected) < 1e-7)
        }
        for (name, values) in parameters.sorted(by: { $0.key < $1.key }) {
            let expected = try slope(values) { moved in
                var changed = parameters
                changed[name] = moved
                return try objective(input, changed)
            }
            #expect(largestDifference(found.gradients[name] ?? [], expected) < 1e-7, "\(name)")
        }
    }

    @Test(arguments: rows)
    func isTheSameInSinglePrecision(row: LayerRow) throws {
        guard !row.layer.isRandom else { return }
        let (input, parameters, states, weights) = numbers(row)
        var bench = bench(row)
        let exact = try bench.run(rows: input, parameters: parameters, states: states, weights: weights)
        bench.elementType = .float32
        let found = try bench.run(rows: input, parameters: parameters, states: states, weights: weights)
        #expect(largestDifference(found.output, exact.output) < 1e-5)
        #expect(largestDifference(found.inputGradient, exact.inputGradient) < 1e-5)
        for (name, values) in exact.gradients {
            #expect(largestDifference(found.gradients[name] ?? [], values) < 1e-5, "\(name)")
        }
    }

    /// A trial in a stack gives the bits it gives alone, with rows shared by all trials and with rows of its own.
    @Test(arguments: rows, [true, false])
    func givesEachTrialOfAStackWhatItGivesAlone(row: LayerRow, shared: Bool) throws {
        var bench = bench(row)
        bench.elementType = .float32
        bench.trials = 3
        bench.sharesInput = shared
        let all = numbers(row, trials: 0..<3, shared: shared)
        let stack = try bench.run(
            rows: all.rows, parameters: all.parameters, states: all.states, weights: all.weights)
        bench.trials = 1
        for trial in 0..<3 {
            let one = numbers(row, trials: trial..<trial + 1, shared: shared)
            let alone = try bench.run(
                rows: one.rows, parameters: one.parameters, states: one.states, weights: one.weights)
            func part(_ values: [Double], _ single: [Double]) -> [Double] {
                values.count == single.count
                    ? values : Array(values[trial * single.count..<(trial + 1) * single.count])
            }
            #expect(part(stack.output, alone.output) == alone.output)
            if !shared {
                #expect(part(stack.inputGradient, alone.inputGradient) == alone.inputGradient)
            }
            for (name, values) in alone.gradients {
                #expect(part(stack.gradients[name] ?? [], values) == values, "\(name)")
            }
            for (name, values) in alone.states {
                #expect(part(stack.states[name] ?? [], values) == values, "\(name)")
            }
        }
    }
}
