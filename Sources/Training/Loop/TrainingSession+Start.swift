import Data
import Graph
import Kernels

extension TrainingSession {
    /// Rows that starting values go by, at most.
    private static let startRows = 2048

    /// Replaces the starting values of layers that go by the training rows.
    ///
    /// - Errors: `GraphError`, `MemoryShortage`
    func startFromData(_ graphs: TrainingGraphs, backend: any Backend) throws {
        guard settings.plan.startsFromData else { return }
        let rows = min(budget.rows, Self.startRows)
        let graph = try graphs.start(rows: rows)
        let program = try backend.compile(graph)
        let type = settings.elementType
        let width = settings.plan.inputShape.count
        let features = try Buffer(allocating: type, count: data.tables * rows * width)
        for (table, part) in data.parts(named: "train").enumerated() {
            let bytes = width * type.byteCount
            for (place, row) in Self.chosen(rows, of: budget.rows).enumerated() {
                (features.pointer + (table * rows + place) * bytes).copyMemory(
                    from: part.features.buffer.pointer + row * bytes, byteCount: bytes)
            }
        }
        let keys = trials.flatMap { trial -> [Int32] in
            let key = RandomKey(seed: trial.settings.seed, stream: .dropout)
            return [Int32(bitPattern: key.low), Int32(bitPattern: key.high)]
        }
        // No step of training has this number.
        var inputs: [String: Buffer] = [
            ProgramName.features: features, ProgramName.parameters: programs.parameters.buffer,
            ProgramName.states: programs.states.buffer, ProgramName.dropoutKeys: Buffer(keys),
            ProgramName.step: Buffer([Int32.max]),
        ]
        inputs.merge(graphs.numbers.buffers(type)) { first, _ in first }
        for name in program.inputNames {
            if let buffer = inputs[name] { try program.bind(name, buffer) }
        }
        try program.run()
        let started = try program.output(ProgramName.started)
        programs.parameters.buffer.pointer.copyMemory(
            from: started.pointer, byteCount: programs.parameters.buffer.byteCount)
        if let average = programs.average {
            average.buffer.pointer.copyMemory(from: started.pointer, byteCount: average.buffer.byteCount)
        }
    }

    /// Rows spread over the table, in an order that has nothing to do with the table's.
    private static func chosen(_ count: Int, of rows: Int) -> [Int] {
        var order = [Int32](repeating: 0, count: rows)
        let key = RandomKey(seed: 0, stream: .initialization)
        order.withUnsafeMutableBufferPointer { order in
            guard let base = order.baseAddress else { return }
            Permutation.fill(base, count: rows, key: key, position: RandomPosition(step: UInt32.max))
        }
        return order.prefix(count).map { Int($0) }
    }
}
