import Data
import Graph
import Kernels
import Spec
import Training

/// Layers alone in a graph: their output, the gradient of a weighted sum of it, and their states afterwards.
struct LayerBench {
    var layers: [any Layer]
    /// One row of the input.
    var input: Shape
    var batch: Int
    var trials = 1
    /// Whether all trials read the same rows.
    var sharesInput = true
    var elementType = ElementType.float64
    var isTraining = true
    var threads = 1
    /// Uses the layers a second time on the same input; the objective is then of the product of both outputs.
    var isUsedTwice = false
    /// What the input's numbers are, where a layer asks.
    var columns: [FeatureColumn]?

    struct Result: Equatable {
        var output: [Double] = []
        var objective: [Double] = []
        var inputGradient: [Double] = []
        /// By name, per trial, in the layout of files.
        var gradients: [String: [Double]] = [:]
        var states: [String: [Double]] = [:]
    }

    /// What the layers declare for such an input.
    func declaration() throws -> (model: ModelDeclaration, output: Shape) {
        var model = ModelDeclaration(columns: columns)
        let located = layers.map { Located<any Layer>(value: $0, origin: .defaultValue) }
        guard let output = model.declare(located, input: input) else {
            throw TrainingError(model.diagnostics.all.map(\.message).joined(separator: "; "))
        }
        return (model, output)
    }

    private var sharedTrials: Int { sharesInput ? 1 : trials }

    /// - Parameter rows: [1 or trials, batch, row]
    /// - Parameter parameters: by name, [trials, dimensions as in files]; likewise `states`
    /// - Parameter weights: of the objective, as many as the output of one trial
    func run(
        rows: [Double], parameters: [String: [Double]], states: [String: [Double]] = [:], weights: [Double]
    ) throws -> Result {
        let (model, outputShape) = try declaration()
        let graph = Graph(realType: elementType)
        let x = graph.input("x", shape: Shape([sharedTrials, batch] + input.dimensions))
        let parameterInputs = try inputs(model.parameters, in: graph)
        let stateInputs = try inputs(model.states, in: graph)
        let random = ForwardPass.RandomInputs(
            keys: graph.input("keys", shape: [1, 2], elementType: .int32),
            step: graph.input("step", shape: [1], elementType: .int32))
        let numbers = try model.constants(in: graph)
        func pass() -> ForwardPass {
            ForwardPass(
                graph: graph, parameters: parameterInputs, states: stateInputs, isTraining: isTraining,
                random: random, numbers: numbers, usedColumns: model.usedColumns)
        }
        let located = layers.map { Located<any Layer>(value: $0, origin: .defaultValue) }
        let first = pass()
        let output = try first.apply(located, to: x)
        var measured = output
        if isUsedTwice { measured = output * (try pass().apply(located, to: x)) }
        let weight = graph.constant(weights, Shape([1, batch] + outputShape.dimensions))
        let product = measured * weight
        let objective = product.sum(axes: Array(1..<product.shape.rank))
        let wanted = [x] + model.parameters.compactMap { parameterInputs[$0.name] }
        let gradients = try graph.gradients(of: objective, withRespectTo: wanted)
        try graph.markOutput("output", output * 1)
        try graph.markOutput("objective", objective)
        for (index, gradient) in gradients.enumerated() { try graph.markOutput("gradient\(index)", gradient) }
        for declared in model.states {
            if let value = first.updates[declared.name] {
                try graph.markOutput("state.\(declared.name)", value)
            }
        }
        let program = try CPUBackend(threads: threads, alwaysShares: true).compile(graph)
        try bind(program, rows: rows, model: model, parameters: parameters, states: states)
        try program.run()
        return try result(program, model: model, updated: Set(first.updates.keys))
    }

    private func inputs(_ declared: [ParameterDeclaration], in graph: Graph) throws -> [String: Tensor] {
        var result: [String: Tensor] = [:]
        for item in declared {
            result[item.name] = graph.input(item.name, shape: Shape([trials] + item.storedDimensions))
        }
        return result
    }

    private func bind(
        _ program: any CompiledProgram, rows: [Double], model: ModelDeclaration,
        parameters: [String: [Double]], states: [String: [Double]]
    ) throws {
        let used = Set(program.inputNames)
        func bind(_ name: String, _ values: [Double]) throws {
            guard used.contains(name) else { return }
            let buffer = elementType == .float64 ? Buffer(values) : Buffer(values.map { Float($0) })
            try program.bind(name, buffer)
        }
        try bind("x", rows)
        for item in model.parameters {
            let values = parameters[item.name] ?? []
            try bind(item.name, item.isTransposed ? transposed(values, item, toFile: false) : values)
        }
        for item in model.states { try bind(item.name, states[item.name] ?? initialStates(item)) }
        if used.contains("keys") { try program.bind("keys", Buffer([Int32(3), Int32(5)])) }
        if used.contains("step") { try program.bind("step", Buffer([Int32(2)])) }
    }

    private func initialStates(_ item: ParameterDeclaration) -> [Double] {
        let draws = ParameterDraws(seed: 0, parameter: 0)
        let one = item.initializer.values(for: item.shape, drawing: draws)
        return (0..<trials).flatMap { _ in one }
    }

    private func result(
        _ program: any CompiledProgram, model: ModelDeclaration, updated: Set<String>
    ) throws -> Result {
        func read(_ name: String) throws -> [Double] {
            let buffer = try program.output(name)
            return elementType == .float64
                ? buffer.array(Double.self) : buffer.array(Float.self).map(Double.init)
        }
        var result = Result()
        result.output = try read("output")
        result.objective = try read("objective")
        result.inputGradient = try read("gradient0")
        for (index, item) in model.parameters.enumerated() {
            let values = try read("gradient\(index + 1)")
            result.gradients[item.name] =
                item.isTransposed ? transposed(values, item, toFile: true) : values
        }
        for item in model.states where updated.contains(item.name) {
            result.states[item.name] = try read("state.\(item.name)")
        }
        return result
    }

    /// Between [trials, rows, columns] of files and [trials, columns, rows] of memory.
    private func transposed(_ values: [Double], _ item: ParameterDeclaration, toFile: Bool) -> [Double] {
        let (rows, columns) = (item.shape.dimensions[0], item.shape.dimensions[1])
        var result = values
        for element in values.indices {
            let (trial, rest) = (element / (rows * columns), element % (rows * columns))
            let (row, column) = (rest / columns, rest % columns)
            let file = trial * rows * columns + row * columns + column
            let memory = trial * rows * columns + column * rows + row
            if toFile { result[file] = values[memory] } else { result[memory] = values[file] }
        }
        return result
    }
}

/// Small deterministic numbers (a linear congruential generator, constants of Numerical Recipes).
struct LayerNumbers {
    private var state: UInt32

    init(_ seed: UInt32) { state = seed &* 2_654_435_761 &+ 12345 }

    mutating func next(_ range: ClosedRange<Double>) -> Double {
        state = state &* 1_664_525 &+ 1_013_904_223
        return range.lowerBound + (range.upperBound - range.lowerBound) * Double(state >> 8) / 16_777_216
    }

    mutating func array(_ count: Int, _ range: ClosedRange<Double> = -1...1) -> [Double] {
        (0..<count).map { _ in next(range) }
    }
}

extension ModelDeclaration {
    /// The numbers the layers have declared, as a single trial's program has them.
    func constants(in graph: Graph) throws -> [String: Tensor] {
        Dictionary(uniqueKeysWithValues: numbers.map { ($0.name, graph.constant($0.value)) })
    }
}
