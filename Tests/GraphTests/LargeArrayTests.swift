import Graph
import Kernels
import Testing

/// What is planned for arrays that do not stay in the caches, with the bits it has without.
@Suite("Large arrays")
struct LargeArrayTests {
    /// Two layers of a network with a parametric activation and dropout, and a step along the gradient.
    private func step(trials: Int, rows: Int, columns: Int) throws -> (Graph, [String: [Double]]) {
        let graph = Graph()
        let x = graph.input("x", shape: [trials, rows, columns])
        let weights = graph.input("weights", shape: [trials, 2 * columns * columns + 2 * columns])
        let draws = graph.input("draws", shape: [trials, rows, columns])
        let first = weights.sliced(axis: 1, range: 0..<columns * columns)
            .reshaped(to: [trials, columns, columns])
        let second = weights.sliced(axis: 1, range: columns * columns..<2 * columns * columns)
            .reshaped(to: [trials, columns, columns])
        let rest = 2 * columns * columns
        let bias = weights.sliced(axis: 1, range: rest..<rest + columns).reshaped(to: [trials, 1, columns])
        let slope = weights.sliced(axis: 1, range: rest + columns..<rest + 2 * columns)
            .reshaped(to: [trials, 1, columns])
        let z = matrixProduct(x, first) * 0.25 + bias
        let bent = z + slope * (tanh(z) - z)
        let hidden = select(draws .< 0.2, 0, bent * 1.25)
        let loss = square(matrixProduct(hidden, second)).sum(axes: [0, 1, 2])
        let gradient = try graph.gradients(of: loss, withRespectTo: [weights])[0]
        let rates = [("matrices", rest), ("bias", columns), ("slope", columns)].map { name, count in
            graph.input(name, shape: [trials]).reshaped(to: [trials, 1]).broadcast(to: [trials, count])
        }
        try graph.update(state: weights, to: weights - concatenate(rates, axis: 1) * gradient)
        try graph.markOutput("loss", loss)
        var numbers = TestNumbers(7)
        return (
            graph,
            [
                "x": numbers.array(trials * rows * columns, -1...1),
                "draws": numbers.array(trials * rows * columns, 0...1),
                "weights": numbers.array(trials * (rest + 2 * columns), -0.5...0.5),
                "matrices": numbers.array(trials, 0...0.001), "bias": numbers.array(trials, 0...0.01),
                "slope": numbers.array(trials, 0...0.1),
            ]
        )
    }

    @Test(
        "have the bits of small ones, with any number of threads",
        arguments: [[1, 40, 16], [3, 37, 32], [2, 70, 48], [1, 9, 600], [2, 33, 20], [1, 1100, 16]])
    func sameBits(sizes: [Int]) throws {
        let (graph, inputs) = try step(trials: sizes[0], rows: sizes[1], columns: sizes[2])
        var plain = CompileOptions()
        plain.recomputesValues = false
        plain.fusesSums = false
        plain.smallestLargeArray = 1
        var shortened = CompileOptions()
        shortened.smallestLargeArray = 1
        let expected = try ProgramRunner(graph, inputs, options: plain)
        let single = try ProgramRunner(graph, inputs, options: shortened)
        let shared = try ProgramRunner(
            graph, inputs, backend: CPUBackend(threads: 2, alwaysShares: true), options: shortened)
        for _ in 0..<2 {
            try expected.run()
            for runner in [single, shared] {
                try runner.run()
                #expect(runner.state("weights") == expected.state("weights"))
                #expect(try runner.output("loss") == expected.output("loss"))
            }
        }
    }

    @Test("are computed again, added up on the way and made of pieces where it pays")
    func plan() throws {
        let (graph, inputs) = try step(trials: 1, rows: 64, columns: 32)
        var options = CompileOptions()
        options.smallestLargeArray = 1
        let text = try ProgramRunner(graph, inputs, options: options).program.planDescription
        #expect(text.contains("sum over 64 rows"), "\(text)")
        #expect(!text.contains("copy [1, 2048]: 'matrices'"), "\(text)")
    }
}
