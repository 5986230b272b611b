import Kernels

/// An operation of one input, element by element.
package protocol UnaryOperation: Operation {
    static var code: ElementwiseOpcode { get }
    static func value(_ x: Double) -> Double
}

extension UnaryOperation {
    package var lowering: Lowering { .elementwise(Self.code) }
    package func flops(_ inputs: [Shape], result: Shape) -> Int { result.count }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 1, Self.name)
        try ShapeRule.real(inputs, realType, Self.name)
        return inputs[0]
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        HostTensor(type.shape, inputs[0].values.map(Self.value))
    }
}

/// An operation of two inputs, element by element, broadcast by NumPy's rule.
package protocol BinaryOperation: Operation {
    static var code: ElementwiseOpcode { get }
    static func value(_ a: Double, _ b: Double) -> Double
}

extension BinaryOperation {
    package var lowering: Lowering { .elementwise(Self.code) }
    package func flops(_ inputs: [Shape], result: Shape) -> Int { result.count }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try ShapeRule.inputCount(inputs, 2, Self.name)
        try ShapeRule.real(inputs, realType, Self.name)
        return TensorType(try ShapeRule.broadcast(inputs, Self.name), realType)
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        HostTensor.elementwise(inputs, shape: type.shape) { Self.value($0[0], $0[1]) }
    }
}
