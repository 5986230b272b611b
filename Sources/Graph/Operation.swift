import Kernels

/// A primitive of the graph. One file under `Operations/` and one line in `OperationRegistry` make a new one; a
/// function of elements needs its vector code too, one file of `Kernels/Elementwise/Functions`.
///
/// Lifetime: an operation is a value. It is made by the building method in its own file, which `Graph.append`
/// asks for the result type; `GradientBuilder` asks for the gradient rule when gradients are taken; constant
/// folding and the reference backend call `evaluate`; the CPU planner reads `lowering` once per compilation.
/// Two operations that are equal and have the same inputs give the same value.
package protocol Operation: Hashable, Sendable {
    /// The name in errors, plans and the registry, e.g. `matrixProduct`.
    static var name: String { get }

    /// Fixed properties as text, e.g. `axes [1]`; empty when there are none.
    var attributes: String { get }

    /// The shape rule: the result's type, or a `GraphError` naming the operation, expected and found.
    func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType

    /// The gradient rule: one gradient or none per input, written in graph operations. A gradient may have the
    /// result's shape where the input was broadcast: `GradientBuilder` sums the broadcast axes.
    func gradient(_ context: GradientContext) -> GradientRule

    /// The value, computed plainly in double precision. The definition every backend is tested against.
    func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor

    /// What the CPU planner makes of the operation.
    var lowering: Lowering { get }

    /// Arithmetic operations of one evaluation, a multiply-add counted as two; moving data counts nothing.
    func flops(_ inputs: [Shape], result: Shape) -> Int
}

extension Operation {
    package var attributes: String { "" }
    package func flops(_ inputs: [Shape], result: Shape) -> Int { 0 }
}

/// What a gradient rule may use.
package struct GradientContext {
    package let graph: Graph
    package let inputs: [Tensor]
    package let output: Tensor
    /// The gradient of the objective with respect to the output, of the output's shape.
    package let gradient: Tensor
}

/// What a gradient rule says.
package enum GradientRule {
    /// One entry per input; nil where the objective does not depend on the input.
    case inputs([Tensor?])
    case notDifferentiable(reason: String)
}

/// What a planner makes of an operation.
package enum Lowering: Sendable {
    /// Bound at run time.
    case input
    /// Known when compiling.
    case constant
    /// One result element per element of the broadcast inputs: fused with its neighbors into regions.
    case elementwise(ElementwiseOpcode)
    /// The same elements seen through another shape and other strides: no instruction where strides suffice.
    case view(ViewChange)
    /// Instructions of its own, which the closure appends for the node of this number.
    case instructions(@Sendable (inout Planner, _ node: Int) -> Void)
}

/// How a view sees its input.
package enum ViewChange: Hashable, Sendable {
    case reshape
    case broadcast
    case transpose([Int])
    case slice(starts: [Int])
}
