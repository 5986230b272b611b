import Kernels

/// A program of `CPUBackend`: a flat list of instructions over resolved pointers.
final class CPUProgram<Scalar: KernelScalar>: CompiledProgram {
    let plan: Plan
    let pool: ThreadPool
    private let arena: Buffer
    private let constants: Buffer
    private let outputs: [Buffer]
    private var bound: [Buffer?]
    private var resolved: ResolvedProgram<Scalar>?

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
    var arenaBytes: Int { plan.arenaBytes }
    var flopsPerRun: Int { plan.body.flops }
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

    private func resolve() throws -> ResolvedProgram<Scalar> {
        for index in bound.indices where bound[index] == nil && plan.usedInputs[index] {
            throw GraphError("run", expected: "input '\(plan.inputs[index].label)' bound", found: "no buffer")
        }
        let resolver = Resolver<Scalar>(
            plan: plan, arena: arena, constants: constants, outputs: outputs, inputs: bound, pool: pool)
        let program = resolver.resolve()
        resolved = program
        if choice == nil, !alwaysShares, program.canShare { choice = ThreadChoice(operations: flopsPerRun) }
        return program
    }
}
