import Kernels

/// Whole numbers as real numbers.
struct ConvertInstruction: Instruction {
    let source: Location
    let target: Location
    let count: Int

    static func plan(_ planner: inout Planner, _ id: Int) {
        let node = planner.body.nodes[id]
        let source = planner.contiguousView(node.inputs[0])
        planner.emitContiguous(id) { planner, target in
            Self(source: planner.use(source.location), target: target, count: node.shape.count)
        }
    }

    func text(in plan: Plan) -> String { "convert \(count): \(plan.text(source)) → \(plan.text(target))" }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func resolve<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> ResolvedInstruction {
        let (source, target) = (UnsafePointer(resolver.integers(source)), resolver.real(target))
        let count = count
        return ResolvedInstruction {
            for index in 0..<count { target[index] = Scalar(source[index]) }
        }
    }
}
