import Kernels

/// Tensors laid one after another along an axis.
///
///     dxᵢ = the part of dy that came from xᵢ
///
/// - Shapes: inputs equal but for one axis → output with that axis summed
/// - Errors: no inputs, other ranks or other dimensions
package struct Concatenate: Operation {
    package static let name = "concatenate"
    package let axis: Int

    package var attributes: String { "axis \(axis)" }
    package var lowering: Lowering { .instructions(plan) }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        guard let first = inputs.first else {
            throw GraphError(Self.name, expected: "one input or more", found: "none")
        }
        try ShapeRule.real(inputs, realType, Self.name)
        guard axis >= 0, axis < first.shape.rank else {
            throw GraphError(Self.name, expected: "an axis below \(first.shape.rank)", found: "\(axis)")
        }
        var shape = first.shape
        for input in inputs.dropFirst() {
            var other = input.shape
            guard other.rank == shape.rank else { throw mismatch(inputs) }
            let added = other[axis]
            other[axis] = shape[axis]
            guard other == shape else { throw mismatch(inputs) }
            shape[axis] += added
        }
        return TensorType(shape, realType)
    }

    private func mismatch(_ inputs: [TensorType]) -> GraphError {
        GraphError(Self.name, expected: "shapes equal but for axis \(axis)", found: ShapeRule.shapes(inputs))
    }

    /// Copies of inputs that were not written into their place of the whole already (`Planner.choosePlaces`).
    private func plan(_ planner: inout Planner, _ id: Int) {
        let node = planner.body.nodes[id]
        let whole = planner.view(id)
        var starts = [Int](repeating: 0, count: node.shape.rank)
        for input in node.inputs {
            let piece = whole.sliced(starts)
            let source = planner.view(input)
            let shape = planner.body.nodes[input].shape
            starts[axis] += shape[axis]
            let isThere =
                source.storage == piece.storage && source.offset == piece.offset
                && AxisList(shape, source.strides) == AxisList(shape, piece.strides)
            if !isThere { planner.copy(source, to: piece, shape: shape) }
        }
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        var parts: [Tensor?] = []
        var start = 0
        for input in context.inputs {
            let range = start..<start + input.shape[axis]
            parts.append(context.gradient.sliced(axis: axis, range: range))
            start = range.upperBound
        }
        return .inputs(parts)
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        var result = HostTensor(type.shape, repeating: 0)
        let strides = type.shape.strides
        var start = 0
        for input in inputs {
            var element = 0
            input.shape.forEachIndex { index in
                let position = index.indices.reduce(start * strides[axis]) { $0 + index[$1] * strides[$1] }
                result.values[position] = input.values[element]
                element += 1
            }
            start += input.shape[axis]
        }
        return result
    }
}

/// The tensors, at least one, one after another along `axis`.
package func concatenate(_ inputs: [Tensor], axis: Int) -> Tensor {
    inputs.count == 1 ? inputs[0] : inputs[0].graph.append(Concatenate(axis: axis), inputs)
}
