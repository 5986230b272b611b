import Kernels

/// Sums over axes, which stay with size 1. Accumulated in double precision in one canonical order.
///
///     y = Σ x over the axes,  dx = dy repeated over them
///
/// - Shapes: input [...] → output with the axes of size 1
/// - Errors: repeated axes or axes outside the rank
package struct ReduceSum: Operation {
    package static let name = "reduceSum"
    package let axes: [Int]
    package var attributes: String { "axes \(axes)" }
    package var lowering: Lowering {
        .instructions { ReduceInstruction.plan(&$0, $1, .sum, axes: axes) }
    }
    package func flops(_ inputs: [Shape], result: Shape) -> Int { inputs[0].count }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.reduced(inputs, axes: axes, realType, Self.name)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient.broadcast(to: context.inputs[0].shape)])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        inputs[0].reduced(to: type.shape, from: 0, +)
    }
}

extension Tensor {
    /// Sums over `axes`; they stay with size 1 when `keepDimensions`.
    package func sum(axes: [Int], keepDimensions: Bool = false) -> Tensor {
        reduced(axes, keepDimensions, ReduceSum.name) { axes in
            // Axes with others between them: the last run first, so that each pass reads its input as it lies.
            let last = lastRun(of: axes)
            guard last.count < axes.count else { return graph.append(ReduceSum(axes: axes), [self]) }
            let inner = graph.append(ReduceSum(axes: last), [self])
            return graph.append(ReduceSum(axes: axes.filter { !last.contains($0) }), [inner])
        }
    }

    /// The last of ascending axes that have no axis of more than one number between them.
    private func lastRun(of axes: [Int]) -> [Int] {
        var start = axes.count - 1
        while start > 0, (axes[start - 1] + 1..<axes[start]).allSatisfy({ shape[$0] == 1 }) { start -= 1 }
        return Array(axes[start...])
    }

    /// What `body` makes of the checked, ascending axes; without these axes unless they are kept.
    func reduced(
        _ axes: [Int], _ keepDimensions: Bool, _ name: String, _ body: ([Int]) -> Tensor
    ) -> Tensor {
        let checked: [Int]
        do {
            checked = try ShapeRule.axes(axes, rank: shape.rank, name)
        } catch {
            return graph.failed(error)
        }
        guard !checked.isEmpty else { return self }
        let result = body(checked)
        guard !keepDimensions else { return result }
        let kept = result.shape.dimensions.indices.filter { !checked.contains($0) }
        return result.reshaped(to: Shape(kept.map { result.shape[$0] }))
    }
}

extension ShapeRule {
    /// The type of a reduction over ascending axes that keeps them with size 1.
    static func reduced(
        _ inputs: [TensorType], axes: [Int], _ realType: ElementType, _ name: String
    ) throws -> TensorType {
        try inputCount(inputs, 1, name)
        try real(inputs, realType, name)
        var shape = inputs[0].shape
        for axis in try self.axes(axes, rank: shape.rank, name) { shape[axis] = 1 }
        return TensorType(shape, realType)
    }
}

extension HostTensor {
    /// Elements combined over every axis that has size 1 in `target` and more here.
    func reduced(to target: Shape, from start: Double, _ combine: (Double, Double) -> Double) -> HostTensor {
        var result = HostTensor(target, repeating: start)
        guard let strides = target.strides(broadcastTo: shape) else { return result }
        var element = 0
        shape.forEachIndex { index in
            let position = index.indices.reduce(0) { $0 + index[$1] * strides[$1] }
            result.values[position] = combine(result.values[position], values[element])
            element += 1
        }
        return result
    }
}
