import Kernels

/// Plans graphs for this machine's cores and vector units. Its programs share one set of threads: they run one at a
/// time.
package struct CPUBackend: Backend {
    private let pool: ThreadPool
    private let alwaysShares: Bool

    /// - Parameter alwaysShares: whether work is shared out without trying whether that makes a program faster
    package init(threads: Int = 1, alwaysShares: Bool = false) {
        pool = ThreadPool(threads: threads)
        self.alwaysShares = alwaysShares
    }

    package func compile(_ graph: Graph, options: CompileOptions) throws -> any CompiledProgram {
        var options = options
        options.fusesSums = options.fusesSums && options.fusesElementwise && pool.threads == 1
        let body = try PassPipeline.run(graph, options: options)
        let plan = Planner.plan(body, realType: graph.realType, options: options)
        if graph.realType == .float64 {
            return try CPUProgram<Double>(plan, pool: pool, alwaysShares: alwaysShares)
        }
        return try CPUProgram<Float>(plan, pool: pool, alwaysShares: alwaysShares)
    }
}

/// A program of `CPUBackend`: a flat list of instructions over resolved pointers.
final class CPUProgram<Scalar: KernelScalar>: CompiledProgram {
    let plan: Plan
    let pool: ThreadPool
    private let arena: Buffer
    private let constants: Buffer
    private let outputs: [Buffer]
    private var bound: [Buffer?]
    /// The instructions with pointers, and memory of their own; nil before the first run and after an input was bound
    /// to another buffer.
    private var resolved: (run: () -> Void, memory: ProgramBuffers)?

    private let alwaysShares: Bool
    /// Nil where nothing can be shared out, and where it always is.
    private var choice: ThreadChoice?

    init(_ plan: Plan, pool: ThreadPool, alwaysShares: Bool = false) throws {
        self.alwaysShares = alwaysShares
        self.plan = plan
        self.pool = pool
        arena = try Buffer(allocating: .float32, count: (plan.arenaBytes + 3) / 4)
        constants = try Buffer(allocating: plan.realType, count: plan.constants.count)
        HostTensor([plan.constants.count], plan.constants).write(to: constants)
        outputs = try plan.outputs.map {
            try Buffer(allocating: $0.type.elementType, count: $0.type.shape.count)
        }
        bound = plan.inputs.map { _ in nil }
    }

    var inputNames: [String] {
        plan.inputs.indices.filter { plan.usedInputs[$0] }.map { plan.inputs[$0].label }
    }
    var planDescription: String { plan.description }

    func bind(_ name: String, _ buffer: Buffer) throws {
        guard let index = plan.inputs.firstIndex(where: { $0.label == name }) else {
            let names = plan.inputs.map(\.label).joined(separator: ", ")
            throw GraphError("bind", expected: "one of \(names)", found: "'\(name)'")
        }
        try Binding.check(name, buffer, plan.inputs[index].type)
        if bound[index] === buffer { return }
        bound[index] = buffer
        resolved = nil
    }

    func output(_ name: String) throws -> Buffer {
        guard let index = plan.outputs.firstIndex(where: { $0.name == name }) else {
            let names = plan.outputs.map(\.name).joined(separator: ", ")
            throw GraphError("output", expected: "one of \(names)", found: "'\(name)'")
        }
        return outputs[index]
    }

    func run() throws {
        let program = try resolved ?? resolve()
        let isTimed = choice?.begin(waited: pool.waited) ?? false
        pool.isSharing = choice?.shares ?? alwaysShares
        guard isTimed else {
            program.run()
            return
        }
        let start = monotonicNanoseconds()
        program.run()
        choice?.end(nanoseconds: monotonicNanoseconds() &- start, waited: pool.waited)
    }

    private func resolve() throws -> (run: () -> Void, memory: ProgramBuffers) {
        for index in bound.indices where bound[index] == nil && plan.usedInputs[index] {
            throw GraphError("run", expected: "input '\(plan.inputs[index].label)' bound", found: "no buffer")
        }
        let memory = ProgramBuffers()
        let resolver = Resolver<Scalar>(
            plan: plan, arena: arena, constants: constants, outputs: outputs, inputs: bound, pool: pool,
            memory: memory)
        let instructions = plan.instructions.map { $0.resolve(resolver) }
        let program = (Self.sequence(instructions[...]), memory)
        resolved = program
        let canShare = pool.threads > 1 && instructions.contains { $0.canShare }
        if choice == nil, !alwaysShares, canShare { choice = ThreadChoice(operations: plan.body.flops) }
        return program
    }

    /// One closure that runs all: called out of an array, each would be retained and released every time.
    private static func sequence(_ instructions: ArraySlice<ResolvedInstruction>) -> () -> Void {
        guard instructions.count > 1 else { return instructions.first?.run ?? {} }
        let half = instructions.count / 2
        let first = sequence(instructions.prefix(half))
        let second = sequence(instructions.dropFirst(half))
        return {
            first()
            second()
        }
    }
}
