import Graph
import Kernels
import Training

/// Runs an optimizer alone, in double precision, on gradients given step by step.
final class OptimizerBench {
    private let optimizer: any Optimizer
    private let program: any CompiledProgram
    private let parameter: Buffer
    private let gradient: Buffer
    private let scalars: [Buffer]
    private let type: ElementType
    private var step = 0

    init(_ optimizer: any Optimizer, start: [Double], type: ElementType = .float64) throws {
        self.optimizer = optimizer
        self.type = type
        let graph = Graph(realType: type)
        let shape: Shape = [1, start.count]
        let parameterInput = graph.input("parameter", shape: shape)
        let gradientInput = graph.input("gradient", shape: shape)
        var slotInputs: [String: Tensor] = [:]
        for name in optimizer.slots { slotInputs[name] = graph.input("slot.\(name)", shape: shape) }
        var scalarInputs: [String: Tensor] = [:]
        for name in optimizer.hyperparameterNames {
            scalarInputs[name] = graph.input("scalar.\(name)", shape: [1, 1])
        }
        let result = optimizer.update(
            OptimizerArray(
                graph: graph, parameter: parameterInput, gradient: gradientInput, slots: slotInputs,
                scalars: scalarInputs))
        try graph.update(state: parameterInput, to: result.parameter)
        for (name, value) in zip(optimizer.slots, result.slots) {
            if let slot = slotInputs[name] { try graph.update(state: slot, to: value) }
        }
        program = try CPUBackend().compile(graph)
        parameter = Buffer(type, count: start.count)
        gradient = Buffer(type, count: start.count)
        scalars = optimizer.hyperparameterNames.map { _ in Buffer(type, count: 1) }
        for (index, value) in start.enumerated() { Self.set(parameter, index, value) }
        try program.bind("parameter", parameter)
        try program.bind("gradient", gradient)
        let used = Set(program.inputNames)
        for name in optimizer.slots { try program.bind("slot.\(name)", Buffer(type, count: start.count)) }
        for (name, buffer) in zip(optimizer.hyperparameterNames, scalars)
        where used.contains("scalar.\(name)") {
            try program.bind("scalar.\(name)", buffer)
        }
    }

    var values: [Double] {
        type == .float64 ? parameter.array(Double.self) : parameter.array(Float.self).map { Double($0) }
    }

    private static func set(_ buffer: Buffer, _ index: Int, _ value: Double) {
        if buffer.elementType == .float64 {
            buffer.typed(Double.self)[index] = value
        } else {
            buffer.typed(Float.self)[index] = Float(value)
        }
    }

    /// One step; returns the new parameters.
    func step(_ gradients: [Double]) throws -> [Double] {
        var numbers = [Double](repeating: 0, count: 32)
        let rates = optimizer.rates.rates(at: optimizer.learningRate, forGroup: 0)
        optimizer.writeHyperparameters(step: step, rates: rates, into: &numbers)
        for (buffer, number) in zip(scalars, numbers) { Self.set(buffer, 0, number) }
        for (index, value) in gradients.enumerated() { Self.set(gradient, index, value) }
        try program.run()
        step += 1
        return values
    }
}
