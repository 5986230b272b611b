import Kernels

/// One number written to neighboring elements.
struct FillInstruction: Instruction {
    let target: Location
    let count: Int
    let value: Double

    func text(in plan: Plan) -> String { "fill \(count) with \(value) → \(plan.text(target))" }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func resolve<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> ResolvedInstruction {
        let (target, count, value) = (resolver.real(self.target), count, Scalar(self.value))
        return ResolvedInstruction { target.update(repeating: value, count: count) }
    }
}
