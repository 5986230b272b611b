import Kernels

/// The elements with a border of one number around them.
///
///     y[before + i] = x[i], the value elsewhere;  dx = the same box of dy
///
/// - Shapes: input [d₀, …] → output [before₀ + d₀ + after₀, …]
/// - Errors: negative widths or a count of widths that is not the rank
package struct Pad: Operation {
    package static let name = "pad"
    package let before: [Int]
    package let after: [Int]
    package let value: Double

    package var attributes: String { "before \(before) after \(after) with \(value)" }
    package var lowering: Lowering { .instructions(plan) }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 1, Self.name)
        try ShapeRule.real(inputs, realType, Self.name)
        let shape = inputs[0].shape
        let legal =
            before.count == shape.rank && after.count == shape.rank
            && (before + after).allSatisfy { $0 >= 0 }
        guard legal else {
            let expected = "\(shape.rank) widths of 0 or more before and after"
            throw GraphError(Self.name, expected: expected, found: "\(before) and \(after)")
        }
        return TensorType(Shape(before.indices.map { before[$0] + shape[$0] + after[$0] }), realType)
    }

    private func plan(_ planner: inout Planner, _ id: Int) {
        let node = planner.body.nodes[id]
        let input = node.inputs[0]
        let target = planner.view(id)
        let whole = target.isContiguous(node.shape) ? target : planner.newArenaView(node)
        planner.plan.instructions.append(
            FillInstruction(target: planner.use(whole.location), count: node.shape.count, value: value))
        planner.copy(planner.view(input), to: whole.sliced(before), shape: planner.body.nodes[input].shape)
        if whole != target { planner.copy(whole, to: target, shape: node.shape) }
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let shape = context.inputs[0].shape
        return .inputs([context.gradient.sliced(starts: before, shape: shape)])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        var result = HostTensor(type.shape, repeating: value)
        let strides = type.shape.strides
        var element = 0
        inputs[0].shape.forEachIndex { index in
            let position = index.indices.reduce(0) { $0 + (before[$1] + index[$1]) * strides[$1] }
            result.values[position] = inputs[0].values[element]
            element += 1
        }
        return result
    }
}

extension Tensor {
    /// The elements with `before` and `after` elements of `value` added along each axis.
    package func padded(before: [Int], after: [Int], value: Double = 0) -> Tensor {
        let isNothing = before.count == shape.rank && (before + after).allSatisfy { $0 == 0 }
        return isNothing ? self : graph.append(Pad(before: before, after: after, value: value), [self])
    }
}
