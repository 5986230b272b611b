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
    private var step = 0

    init(_ optimizer: any Optimizer, start: [Double]) throws {
        self.optimizer = optimizer
        let graph = Graph(realType: .float64)
        let shape: Shape = [1, start.count]
        let parameterInput = try graph.input("parameter", shape: shape)
        let gradientInput = try graph.input("gradient", shape: shape)
        var slotInputs: [String: Tensor] = [:]
        for name in optimizer.slots { slotInputs[name] = try graph.input("slot.\(name)", shape: shape) }
        var scalarInputs: [String: Tensor] = [:]
        for name in optimizer.scalars {
            scalarInputs[name] = try graph.input("scalar.\(name)", shape: [1, 1])
        }
        let result = try optimizer.update(
            OptimizerArray(
                graph: graph, parameter: parameterInput, gradient: gradientInput, slots: slotInputs,
                scalars: scalarInputs))
        try graph.update(state: parameterInput, to: result.parameter)
        for (name, value) in zip(optimizer.slots, result.slots) {
            if let slot = slotInputs[name] { try graph.update(state: slot, to: value) }
        }
        program = try CPUBackend().compile(graph)
        parameter = Buffer(start)
        gradient = Buffer(.float64, count: start.count)
        scalars = optimizer.scalars.map { _ in Buffer(.float64, count: 1) }
        try program.bind("parameter", parameter)
        try program.bind("gradient", gradient)
        for name in optimizer.slots { try program.bind("slot.\(name)", Buffer(.float64, count: start.count)) }
        for (name, buffer) in zip(optimizer.scalars, scalars) { try program.bind("scalar.\(name)", buffer) }
    }

    var values: [Double] { parameter.array(Double.self) }

    /// One step; returns the new parameters.
    func step(_ gradients: [Double]) throws -> [Double] {
        var numbers = [Double](repeating: 0, count: 16)
        optimizer.writeScalars(step: step, learningRate: optimizer.learningRate, into: &numbers)
        for (buffer, number) in zip(scalars, numbers) { buffer.typed(Double.self)[0] = number }
        for (index, value) in gradients.enumerated() { gradient.typed(Double.self)[index] = value }
        try program.run()
        step += 1
        return values
    }
}
