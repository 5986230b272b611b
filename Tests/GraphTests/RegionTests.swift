import Graph
import Kernels
import Testing

@Suite("Elementwise regions")
struct RegionTests {
    /// Values per trial, trial and column, row: repeated along axes of sizes that blocks divide and do not divide.
    @Test(
        "read operands that repeat for a while, whatever the sizes",
        arguments: [
            [3, 100, 16], [5, 33, 24], [2, 1000, 1], [4, 257, 3], [7, 2033, 1], [3, 64, 117], [2, 3, 600],
        ])
    func repeatedOperands(sizes: [Int]) throws {
        let (trials, rows, columns) = (sizes[0], sizes[1], sizes[2])
        let graph = Graph()
        let x = graph.input("x", shape: [trials, rows, columns])
        let bias = graph.input("bias", shape: [trials, 1, columns])
        let scale = graph.input("scale", shape: [trials, 1, 1])
        let weight = graph.input("weight", shape: [1, rows, 1])
        let sum = (x + bias) * scale
        try graph.markOutput("y", sum * weight + bias)
        var numbers = TestNumbers(4)
        let inputs = [
            "x": numbers.array(trials * rows * columns), "bias": numbers.array(trials * columns),
            "scale": numbers.array(trials), "weight": numbers.array(rows),
        ]
        for threads in [1, 2] {
            let runner = try ProgramRunner(
                graph, inputs, backend: CPUBackend(threads: threads, alwaysShares: true))
            // The second run must not find what the first one laid out.
            for run in 0..<2 {
                if run == 1 { runner.write((inputs["bias"] ?? []).map { $0 + 1 }, to: "bias") }
                try runner.run()
                let single = Float(run)
                let expected = (0..<trials * rows * columns).map { index -> Double in
                    let (trial, row) = (index / (rows * columns), index / columns % rows)
                    func number(_ name: String, _ place: Int) -> Float { Float(inputs[name]?[place] ?? .nan) }
                    let own = number("bias", trial * columns + index % columns) + single
                    let sum = (number("x", index) + own) * number("scale", trial)
                    return Double(sum * number("weight", row) + own)
                }
                #expect(largestDifference(try runner.output("y"), expected) < 1e-6)
            }
        }
    }

    /// A logistic loss and its gradient: the softplus and the logistic function of one value, in either order, also
    /// where one of them is written over what is read.
    @Test("compute sigmoid and softplus together, with the bits they have alone", arguments: [true, false])
    func sharedExponential(sigmoidFirst: Bool) throws {
        func build(_ outputs: [String]) throws -> Graph {
            let graph = Graph()
            let x = graph.input("x", shape: [700])
            let z = 3 * x
            let first = sigmoidFirst ? 2 * sigmoid(z) : z
            let last = softplus(z)
            let second = sigmoidFirst ? first : 2 * sigmoid(z)
            if outputs.contains("softplus") { try graph.markOutput("softplus", last) }
            if outputs.contains("sigmoid") { try graph.markOutput("sigmoid", second) }
            if outputs.contains("state") { try graph.update(state: x, to: last) }
            return graph
        }
        var numbers = TestNumbers(3)
        let inputs = ["x": numbers.array(700)]
        func results(_ outputs: [String]) throws -> (ProgramRunner, String) {
            let runner = try ProgramRunner(build(outputs), inputs)
            try runner.run()
            return (runner, runner.program.planDescription)
        }
        let (together, text) = try results(["softplus", "sigmoid"])
        #expect(text.contains("sigmoidAndSoftplus"), "\(text)")
        let first = try results(["softplus"]).0.output("softplus")
        let second = try results(["sigmoid"]).0.output("sigmoid")
        #expect(try together.output("softplus") == first)
        #expect(try together.output("sigmoid") == second)
        let inPlace = try results(["state", "sigmoid"]).0
        #expect(inPlace.state("x") == first)
        #expect(try inPlace.output("sigmoid") == second)
    }

    /// dx = dy where x > 0, else 0, and NaN passes the gradient on: the rule of `maximum` with its first input 0.
    @Test("the rectifier's gradient at ties, zeros of both signs and NaN")
    func rectifier() throws {
        let graph = Graph()
        let x = graph.input("x", shape: [6])
        let weights = graph.input("weights", shape: [6])
        let y = relu(x)
        let total = (y * weights).sum(axes: [0])
        try graph.markOutput("y", y)
        try graph.markOutput("dx", graph.gradients(of: total, withRespectTo: [x])[0])
        let inputs = ["x": [-1, -0.0, 0, 2, .nan, 0.5], "weights": [3, 4, 5, 6, 7, 8]]
        for backend in [CPUBackend(), ReferenceBackend()] as [any Backend] {
            let runner = try ProgramRunner(graph, inputs, backend: backend)
            try runner.run()
            #expect(largestDifference(try runner.output("y"), [0, 0, 0, 2, .nan, 0.5]) == 0)
            #expect(try runner.output("dx") == [0, 0, 0, 6, 7, 8])
        }
    }
}
