import Graph
import Kernels

/// Compiles a graph, binds inputs given as double arrays and reads outputs as double arrays.
struct ProgramRunner {
    let program: any CompiledProgram
    private let buffers: [String: Buffer]

    init(
        _ graph: Graph, _ inputs: [String: [Double]], backend: any Backend = CPUBackend(),
        options: CompileOptions = CompileOptions()
    ) throws {
        program = try backend.compile(graph, options: options)
        var buffers: [String: Buffer] = [:]
        for node in graph.nodes {
            guard let input = node.operation as? Input, let values = inputs[input.label] else { continue }
            let buffer = Buffer(node.type.elementType, count: node.shape.count)
            HostTensor(node.shape, values).write(to: buffer)
            buffers[input.label] = buffer
            if program.inputNames.contains(input.label) { try program.bind(input.label, buffer) }
        }
        self.buffers = buffers
    }

    func run() throws { try program.run() }

    func output(_ name: String) throws -> [Double] {
        let buffer = try program.output(name)
        return HostTensor([buffer.count], copying: buffer).values
    }

    func state(_ name: String) -> [Double] {
        guard let buffer = buffers[name] else { return [] }
        return HostTensor([buffer.count], copying: buffer).values
    }

    func write(_ values: [Double], to name: String) {
        if let buffer = buffers[name] { HostTensor([buffer.count], values).write(to: buffer) }
    }
}

/// The largest difference, relative to 1 + |expected|; infinite when counts differ or NaN meets a number.
func largestDifference(_ found: [Double], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    var largest = 0.0
    for (a, b) in zip(found, expected) where a != b && !(a.isNaN && b.isNaN) {
        let difference = abs(a - b) / (1 + abs(b))
        largest = difference.isNaN ? .infinity : max(largest, difference)
    }
    return largest
}
