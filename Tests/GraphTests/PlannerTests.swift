import Graph
import Kernels
import Testing

@Suite("Planning")
struct PlannerTests {
    /// A small network with a hidden layer: y = tanh(x W1 + b1) W2 + b2, squared error, momentum.
    static func network(trials: Int) throws -> Graph {
        let graph = Graph()
        let x = graph.input("x", shape: [1, 12, 4])
        let y = graph.input("y", shape: [1, 12, 3])
        let params = graph.input("params", shape: [trials, 43])
        let velocity = graph.input("velocity", shape: [trials, 43])
        func part(_ range: Range<Int>, _ shape: [Int]) -> Tensor {
            params.sliced(axis: 1, range: range).reshaped(to: Shape([trials] + shape))
        }
        let first = matrixProduct(x, part(0..<20, [4, 5]))
        let hidden = tanh(first + part(20..<25, [1, 5]))
        let second = matrixProduct(hidden, part(25..<40, [5, 3]))
        let error = second + part(40..<43, [1, 3]) - y
        let loss = square(error).mean(axes: [1, 2])
        let gradient = try graph.gradients(of: loss, withRespectTo: [params])[0]
        let speed = velocity * 0.9 + gradient
        try graph.update(state: velocity, to: speed)
        let step = speed * 0.1
        try graph.update(state: params, to: params - step)
        try graph.markOutput("loss", loss)
        try graph.markOutput("hidden", hidden)
        return graph
    }

    static func inputs(trials: Int) -> [String: [Double]] {
        var numbers = TestNumbers(1)
        let (x, y) = (numbers.array(48), numbers.array(36))
        var params: [Double] = []
        for trial in 0..<trials {
            var own = TestNumbers(UInt32(50 + trial))
            params += own.array(43)
        }
        return ["x": x, "y": y, "params": params, "velocity": [Double](repeating: 0, count: 43 * trials)]
    }

    static func trained(_ trials: Int, options: CompileOptions, threads: Int = 1) throws -> [[Double]] {
        let backend = CPUBackend(threads: threads, alwaysShares: true)
        let runner = try ProgramRunner(
            network(trials: trials), inputs(trials: trials), backend: backend, options: options)
        var results: [[Double]] = []
        for _ in 0..<3 {
            try runner.run()
            results.append(try runner.output("loss"))
        }
        return results + [try runner.output("hidden"), runner.state("params"), runner.state("velocity")]
    }

    static let passes: [(name: String, switchOff: @Sendable (inout CompileOptions) -> Void)] = [
        ("constant folding", { $0.foldsConstants = false }),
        ("common subexpressions", { $0.sharesCommonSubexpressions = false }),
        ("contraction of multiply-adds", { $0.contractsMultiplyAdds = false }),
        ("elementwise fusion", { $0.fusesElementwise = false }),
        ("memory reuse", { $0.reusesMemory = false }),
        ("placing of results", { $0.placesResults = false }),
        ("row loops", { $0.rowLoops = .never }),
        ("everything", { $0 = .unoptimized }),
    ]

    @Test("changes no result by any pass", arguments: passes.map(\.name))
    func passesChangeNothing(name: String) throws {
        let all = try Self.trained(2, options: CompileOptions())
        var options = CompileOptions()
        for pass in Self.passes where pass.name == name { pass.switchOff(&options) }
        let without = try Self.trained(2, options: options)
        for (first, second) in zip(all, without) { #expect(largestDifference(first, second) < 1e-6) }
    }

    @Test("gives a trial of a stack the bits it has alone")
    func stackedEqualsAlone() throws {
        let stacked = try Self.trained(3, options: CompileOptions())
        let alone = try Self.trained(1, options: CompileOptions())
        for (first, second) in zip(stacked, alone) { #expect(Array(first.prefix(second.count)) == second) }
    }

    @Test("gives the reference backend's results and the same bits with two threads")
    func threads() throws {
        let one = try Self.trained(2, options: CompileOptions())
        let two = try Self.trained(2, options: CompileOptions(), threads: 2)
        #expect(one == two)
        let runner = try ProgramRunner(
            Self.network(trials: 2), Self.inputs(trials: 2), backend: ReferenceBackend())
        for _ in 0..<3 { try runner.run() }
        #expect(largestDifference(runner.state("params"), one[4]) < 1e-6)
    }

    @Test("updates parameters in place and writes gradients into their place")
    func noCopies() throws {
        let graph = try Self.network(trials: 1)
        let text = try CPUBackend().compile(graph).planDescription
        #expect(!text.contains("copy"), "\(text)")
        #expect(!text.contains("concatenate"), "\(text)")
    }

    @Test("counts arithmetic and not what moves data")
    func flops() throws {
        let graph = Graph()
        let x = graph.input("x", shape: [2, 3])
        let weights = graph.input("weights", shape: [4, 3])
        let bias = graph.input("bias", shape: [4])
        let y = tanh(matrixProduct(x, weights.transposed()) + bias)
        try graph.markOutput("sum", y.sum(axes: [0]))
        // 2 · 2 · 4 · 3 of the product, 8 additions, 8 hyperbolic tangents, 8 numbers summed.
        #expect(graph.body.flops == 48 + 8 + 8 + 8)
        let shape = ConvolutionShape(
            geometry: WindowGeometry(
                height: WindowGeometry.Axis(size: 5, window: 2),
                width: WindowGeometry.Axis(size: 4, window: 3)),
            inputs: 2, outputs: 6)
        let images = graph.input("images", shape: [1, 7, 2, 5, 4])
        let filters = graph.input("filters", shape: [1, 6, 2, 2, 3])
        try graph.markOutput("maps", images.convolved(filters: filters, shape: shape))
        // Seven images, six maps of 4 x 2 windows, 2 x 2 x 3 multiply-adds each.
        #expect(graph.body.flops == 72 + 7 * 6 * 8 * 12 * 2)
    }

    @Test("lets every read of a state see the old value", arguments: [true, false])
    func oldValues(places: Bool) throws {
        var options = CompileOptions()
        options.placesResults = places
        let graph = Graph()
        let a = graph.input("a", shape: [3])
        let b = graph.input("b", shape: [3])
        let one = graph.constant(1)
        // Swaps a and b, and shows what they were.
        try graph.update(state: a, to: b)
        try graph.update(state: b, to: a)
        let c = graph.input("c", shape: [2, 2])
        try graph.update(state: c, to: c.transposed())
        let d = graph.input("d", shape: [4])
        let next = d + one
        try graph.update(state: d, to: next)
        try graph.markOutput("a before", a)
        try graph.markOutput("old d", d * next.sum(axes: [0], keepDimensions: true))
        let runner = try ProgramRunner(
            graph, ["a": [1, 2, 3], "b": [4, 5, 6], "c": [1, 2, 3, 4], "d": [0, 1, 2, 3]], options: options)
        try runner.run()
        #expect(runner.state("a") == [4, 5, 6])
        #expect(runner.state("b") == [1, 2, 3])
        #expect(runner.state("c") == [1, 3, 2, 4])
        #expect(runner.state("d") == [1, 2, 3, 4])
        #expect(try runner.output("a before") == [1, 2, 3])
        // Σ (d + 1) = 10.
        #expect(try runner.output("old d") == [0, 10, 20, 30])
    }

    @Test("repeats rows over blocks of any size", arguments: [1, 3, 10, 50, 100, 300, 512, 700], [1, 2])
    func repeatedRows(columns: Int, threads: Int) throws {
        let rows = 40_000 / columns
        let graph = Graph()
        let table = graph.input("table", shape: [rows, columns])
        let row = graph.input("row", shape: [1, columns])
        let column = graph.input("column", shape: [rows, 1])
        // Written in place: a block that reached into the next one would change it twice.
        try graph.update(state: table, to: table + row + column)
        let runner = try ProgramRunner(
            graph,
            [
                "table": (0..<rows * columns).map { Double($0) },
                "row": (0..<columns).map { Double(2 * $0) }, "column": (0..<rows).map { Double(3 * $0) },
            ], backend: CPUBackend(threads: threads, alwaysShares: true))
        try runner.run()
        let expected = (0..<rows * columns).map { Double($0 + 2 * ($0 % columns) + 3 * ($0 / columns)) }
        #expect(runner.state("table") == expected)
    }

    @Test("shares states between programs")
    func sharedStates() throws {
        func program(_ amount: Double) throws -> any CompiledProgram {
            let graph = Graph()
            let state = graph.input("state", shape: [2])
            try graph.update(state: state, to: state + amount)
            return try CPUBackend().compile(graph)
        }
        let state = Buffer([Float(1), 2])
        let (first, second) = (try program(1), try program(10))
        try first.bind("state", state)
        try second.bind("state", state)
        try first.run()
        try second.run()
        try first.run()
        #expect(state.array(Float.self) == [13, 14])
    }
}
