import Graph
import Kernels
import Testing

@Suite("Narrow row loops")
struct NarrowRowLoopTests {
    /// Whole table, batches below and above a block and a chunk, not multiples of 16.
    static let batches: [Int?] = [nil, 1, 10, 64, 250, 257, 300]

    @Test("lower a linear model's step to one loop", arguments: LinearModel.Loss.allCases)
    func isRecognised(loss: LinearModel.Loss) throws {
        for batch in [nil, 64] as [Int?] {
            for trials in [1, 3] {
                let model = LinearModel(loss: loss, batch: batch, trials: trials)
                let text = try model.runner().program.planDescription
                #expect(text.contains("0: row loop over 1 x \(batch ?? 300)"), "\(text)")
                #expect(!text.contains("product"), "\(text)")
                #expect(!text.contains("gather 64"), "\(text)")
                #expect(
                    text.contains("1 sums, 1 gradients") || text.contains("2 sums, 1 gradients"), "\(text)")
            }
        }
    }

    @Test("give what the operations' definitions give", arguments: LinearModel.Loss.allCases, batches)
    func equalsReference(loss: LinearModel.Loss, batch: Int?) throws {
        for isFixed in [true, false] {
            var model = LinearModel(loss: loss, batch: batch, trials: 2, isFixed: isFixed)
            let expected = try model.trained(backend: ReferenceBackend())
            let single = try model.trained()
            #expect(largestDifference(single.params, expected.params) < 2e-6)
            #expect(largestDifference(single.losses, expected.losses) < 2e-6)
            model.realType = .float64
            let exact = try model.trained(backend: ReferenceBackend())
            let double = try model.trained()
            #expect(largestDifference(double.params, exact.params) < 1e-13)
            #expect(largestDifference(double.losses, exact.losses) < 1e-13)
        }
    }

    @Test("give what the plan without them gives", arguments: LinearModel.Loss.allCases)
    func equalsUnfused(loss: LinearModel.Loss) throws {
        var model = LinearModel(loss: loss, trials: 2)
        let fused = try model.trained()
        model.options.rowLoops = .never
        let unfused = try model.trained()
        #expect(largestDifference(fused.params, unfused.params) < 2e-6)
        #expect(largestDifference(fused.losses, unfused.losses) < 2e-6)
    }

    @Test("give a trial of a stack the bits it has alone", arguments: LinearModel.Loss.allCases, batches)
    func stackedEqualsAlone(loss: LinearModel.Loss, batch: Int?) throws {
        let stack = LinearModel(loss: loss, batch: batch, trials: 6)
        let stacked = try stack.trained()
        let alone = LinearModel(loss: loss, batch: batch, trials: 1)
        let single = try alone.trained()
        #expect(Array(stacked.params[0..<6]) == single.params)
        #expect(stacked.losses[0] == single.losses[0])
        #expect(stacked.losses[6] == single.losses[1])
    }

    @Test("give the same bits with one and two threads")
    func threadsDoNotMatter() throws {
        for batch in [nil, 6000] as [Int?] {
            var model = LinearModel(rows: 7000, batch: batch, trials: 2)
            let one = try model.trained(steps: 2)
            model.threads = 2
            let two = try model.trained(steps: 2)
            #expect(one.params == two.params)
            #expect(one.losses == two.losses)
        }
    }

    @Test("store predictions and losses of rows", arguments: LinearModel.Loss.allCases)
    func evaluation(loss: LinearModel.Loss) throws {
        let model = LinearModel(loss: loss, rows: 277, trials: 2)
        let planned = try ProgramRunner(model.evaluation(), model.inputs())
        let reference = try ProgramRunner(model.evaluation(), model.inputs(), backend: ReferenceBackend())
        try planned.run()
        try reference.run()
        #expect(planned.program.planDescription.hasPrefix("0: row loop over 1 x 277 rows"))
        for name in ["losses", "predictions"] {
            #expect(try largestDifference(planned.output(name), reference.output(name)) < 2e-6)
        }
    }

    @Test("read each trial's own rows")
    func ownRows() throws {
        let graph = Graph()
        let table = graph.input("x", shape: [20, 3], fixed: true)
        let rows = graph.input("rows", shape: [2, 7], elementType: .int32)
        let weights = graph.input("w", shape: [2, 3, 1])
        let z = matrixProduct(table.gatherRows(rows), weights)
        let loss = square(z).sum(axes: [1, 2])
        try graph.markOutput("loss", loss)
        try graph.markOutput("gradient", graph.gradients(of: loss, withRespectTo: [weights])[0])
        try graph.markOutput("z", z)
        var numbers = TestNumbers(8)
        let order = (0..<14).map { _ in Double(numbers.next(below: 20)) }
        let inputs = ["x": numbers.array(60), "rows": order, "w": numbers.array(6)]
        let planned = try ProgramRunner(graph, inputs)
        let reference = try ProgramRunner(graph, inputs, backend: ReferenceBackend())
        try planned.run()
        try reference.run()
        #expect(planned.program.planDescription.contains("row loop over 2 x 7"))
        for name in ["loss", "gradient", "z"] {
            #expect(try largestDifference(planned.output(name), reference.output(name)) < 1e-6)
        }
    }
}
