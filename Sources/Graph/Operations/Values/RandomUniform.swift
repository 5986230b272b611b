import Kernels

/// Random numbers in [0, 1), drawn again at every step by counting.
///
///     y[t, i] = number i of the Philox sequence with key keys[t], site `layer`, step `step`
///
/// - Shapes: keys int32 [T, 2], step int32 [1] → output `shape` = [T, ...]
/// - Fields: layer (which consumer of random numbers, so that two layers draw different ones)
/// - Limits: the element counts within its trial: a trial in a stack draws what it would draw alone
/// - Errors: keys or step of other shapes, a first axis that is not the number of keys
package struct RandomUniform: Operation {
    package static let name = "randomUniform"
    package let layer: Int
    package let shape: Shape
    package var attributes: String { "layer \(layer) \(shape)" }
    package var lowering: Lowering {
        .instructions { RandomInstruction.plan(&$0, $1, layer: layer) }
    }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 2, Self.name)
        try ShapeRule.integer(inputs[0], "keys", Self.name)
        try ShapeRule.integer(inputs[1], "a step", Self.name)
        let (keys, step) = (inputs[0].shape, inputs[1].shape)
        guard let trials = shape.dimensions.first, keys == [trials, 2], step == [1] else {
            let expected = "keys [trials, 2] and step [1] for [trials, …]"
            throw GraphError(Self.name, expected: expected, found: "\(keys) and \(step) for \(shape)")
        }
        return TensorType(shape, realType)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        .notDifferentiable(reason: "its inputs are keys and counters")
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        let count = shape.count / max(shape[0], 1)
        var result: [Double] = []
        for trial in 0..<shape[0] {
            let words = (0..<2).map { UInt32(bitPattern: Int32(inputs[0].values[2 * trial + $0])) }
            let key = RandomKey(low: words[0], high: words[1])
            let step = UInt32(bitPattern: Int32(inputs[1].values[0]))
            let position = RandomPosition(site: UInt32(truncatingIfNeeded: layer), step: step)
            let drawn = Buffer(type.elementType, count: count)
            if type.elementType == .float32 {
                RandomFill.uniform(into: drawn.typed(Float.self), count: count, key: key, position: position)
            } else {
                RandomFill.uniform(into: drawn.typed(Double.self), count: count, key: key, position: position)
            }
            result += HostTensor([count], copying: drawn).values
        }
        return HostTensor(shape, result)
    }
}

extension Graph {
    /// Random numbers in [0, 1) of `shape` [trials, …], from `keys` int32 [trials, 2] at `step` int32 [1].
    package func randomUniform(keys: Tensor, step: Tensor, layer: Int, shape: Shape) -> Tensor {
        append(RandomUniform(layer: layer, shape: shape), [keys, step])
    }
}
