import Graph
import Kernels
import Testing

@Suite("Row loops")
struct RowLoopTests {
    static let seeds = 1...40

    private func plan(_ model: RowLoopModel) throws -> String { try model.runner().program.planDescription }

    @Test("give what the operations' definitions give, in any architecture", arguments: seeds)
    func equalsReference(seed: Int) throws {
        var model = RowLoopModel(seed: UInt32(seed))
        for (type, tolerance) in [(ElementType.float32, 3e-5), (.float64, 1e-12)] {
            model.realType = type
            let found = try model.trained()
            let expected = try model.trained(backend: ReferenceBackend())
            for (first, second) in zip(found, expected) {
                #expect(largestDifference(first, second) < tolerance, "\(model)")
            }
        }
    }

    @Test("are only a matter of time: the plan without them has the same bits", arguments: seeds)
    func equalsPlanWithout(seed: Int) throws {
        var model = RowLoopModel(seed: UInt32(seed))
        #expect(try plan(model).contains("row loop"))
        for type in [ElementType.float32, .float64] {
            model.realType = type
            model.rowLoops = .always
            let with = try model.trained()
            model.rowLoops = .never
            #expect(try model.trained() == with, "\(model)")
        }
    }

    @Test("give a trial of a stack the bits it has alone, with one thread and with two", arguments: seeds)
    func stackedEqualsAlone(seed: Int) throws {
        var model = RowLoopModel(seed: UInt32(seed))
        model.trials = 4
        let stacked = try model.trained()
        model.threads = 2
        #expect(try model.trained() == stacked)
        model.trials = 1
        let alone = try model.trained()
        for (many, one) in zip(stacked, alone) { #expect(Array(many.prefix(one.count)) == one) }
    }

    /// 2600 rows are three chunks of 1024 and six blocks of 512, none of which ends with the batch.
    @Test(
        "add chunks and blocks in the order of reductions and products", arguments: RowLoopModel.Loss.allCases
    )
    func manyBlocks(loss: RowLoopModel.Loss) throws {
        var model = RowLoopModel()
        model.loss = loss
        (model.rows, model.batch) = (2600, nil)
        let one = try model.trained(steps: 1)
        model.threads = 2
        #expect(try model.trained(steps: 1) == one)
        model.rowLoops = .never
        #expect(try model.trained(steps: 1) == one)
    }

    @Test("take a softmax over a few classes, and leave short batches and wide layers alone")
    func rule() throws {
        var model = RowLoopModel()
        model.rowLoops = .whereFaster
        let text = try plan(model)
        #expect(text.contains("0: row loop over 1 x 70 gathered rows of 3, 3 outputs, 1 trials"), "\(text)")
        #expect(text.contains("2 sums, 1 gradients"), "\(text)")
        #expect(!text.contains("product"), "\(text)")
        #expect(!text.contains("gather 70"), "\(text)")
        model.batch = 10
        #expect(try !plan(model).contains("row loop"))
        model.batch = 70
        model.outputs = 17
        #expect(try !plan(model).contains("row loop"))
        // The last layer of a network; its first one has nothing that a loop over rows would save.
        (model.outputs, model.hidden) = (3, 8)
        #expect(try plan(model).contains("row loop over 1 x 70 rows of 8, 3 outputs"))
        #expect(try !plan(model).contains("rows of 3, 8 outputs"))
    }

    /// As many rows as outputs and trials: shapes alone do not say which axis is which.
    @Test("keep rows, outputs and trials apart when there are as many of each")
    func equalSizes() throws {
        for loss in RowLoopModel.Loss.allCases {
            var model = RowLoopModel()
            model.loss = loss
            (model.rows, model.features, model.outputs, model.trials) = (4, 4, 4, 4)
            for batch in [nil, 4] as [Int?] {
                model.batch = batch
                let found = try model.trained()
                let expected = try model.trained(backend: ReferenceBackend())
                for (first, second) in zip(found, expected) {
                    #expect(largestDifference(first, second) < 3e-5)
                }
            }
        }
    }

    /// A linear part beside a network, added up: both products could take in the sum, whatever the batch costs.
    @Test("leave what a narrow loop takes to the narrow loop")
    func narrowFirst() throws {
        func results(_ use: CompileOptions.RowLoops) throws -> [[Double]] {
            let graph = Graph()
            let x = graph.input("x", shape: [1, 40, 3])
            let hidden = tanh(matrixProduct(x, graph.input("v", shape: [1, 3, 4])))
            let deep = matrixProduct(hidden, graph.input("u", shape: [1, 4, 1]))
            let sum = deep + matrixProduct(x, graph.input("w", shape: [1, 3, 1]))
            try graph.markOutput("sum", sum)
            try graph.markOutput("squares", square(sum).sum(axes: [1, 2]))
            var numbers = TestNumbers(9)
            let inputs = [
                "x": numbers.array(120), "v": numbers.array(12), "u": numbers.array(4), "w": numbers.array(3),
            ]
            var options = CompileOptions()
            options.rowLoops = use
            let runner = try ProgramRunner(graph, inputs, options: options)
            try runner.run()
            #expect(runner.program.planDescription.contains("rows of 3, 1 outputs, 1 trials: add"))
            return try [runner.output("sum"), runner.output("squares")]
        }
        #expect(try results(.always) == results(.whereFaster))
    }

    @Test("are not made where two of them would wait for each other")
    func crossedHeads() throws {
        let graph = Graph()
        let x = graph.input("x", shape: [1, 20, 4])
        let first = matrixProduct(x, graph.input("v", shape: [1, 4, 2]))
        let second = matrixProduct(x, graph.input("w", shape: [1, 4, 3]))
        try graph.markOutput("a", first + second.maximum(axes: [2], keepDimensions: true))
        try graph.markOutput("b", second + first.maximum(axes: [2], keepDimensions: true))
        var numbers = TestNumbers(9)
        let inputs = ["x": numbers.array(80), "v": numbers.array(8), "w": numbers.array(12)]
        var options = CompileOptions()
        options.rowLoops = .always
        let planned = try ProgramRunner(graph, inputs, options: options)
        let reference = try ProgramRunner(graph, inputs, backend: ReferenceBackend())
        try planned.run()
        try reference.run()
        for name in ["a", "b"] {
            #expect(try largestDifference(planned.output(name), reference.output(name)) < 1e-6)
        }
    }
}
