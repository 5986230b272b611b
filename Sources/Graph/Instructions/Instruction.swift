import Kernels

/// One instruction of a plan, with places instead of pointers.
///
/// A kind of instruction is one file here: how the planner makes it, what it does, and its line in the text of a plan.
///
/// Lifetime: made by the planner once per compilation; resolved before the first run and again after an input was bound
/// to another buffer.
protocol Instruction {
    /// The line of the instruction in the text of the plan.
    func text(in plan: Plan) -> String

    /// The instruction with pointers. Conformances are compiled for each element type (`@specialized`), so that what
    /// runs is too.
    func resolve<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> ResolvedInstruction
}

/// An instruction with pointers, ready to run as often as wanted. Running allocates nothing.
struct ResolvedInstruction {
    /// Whether there is enough work for threads to share.
    var canShare = false
    let run: () -> Void
}
