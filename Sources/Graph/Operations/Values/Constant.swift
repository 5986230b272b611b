import Kernels

/// Real numbers known when the graph is built.
///
/// - Fields: values (one for every element, or a single one that fills the shape)
/// - Errors: a count of values that is neither 1 nor the shape's
package struct Constant: Operation {
    package static let name = "constant"
    package let shape: Shape
    package let values: [Double]

    package var isUniform: Bool { values.count == 1 }
    package var attributes: String { isUniform ? "\(values[0])" : "\(values.count) values" }
    package var lowering: Lowering { .constant }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        guard values.count == 1 || values.count == shape.count else {
            let expected = "1 or \(shape.count) values for \(shape)"
            throw GraphError(Self.name, expected: expected, found: "\(values.count)")
        }
        return TensorType(shape, realType)
    }

    package func gradient(_ context: GradientContext) -> GradientRule { .inputs([]) }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        isUniform ? HostTensor(shape, repeating: values[0]) : HostTensor(shape, values)
    }
}

extension Graph {
    /// A tensor filled with one number.
    package func constant(_ value: Double, _ shape: Shape = .scalar) -> Tensor {
        append(Constant(shape: shape, values: [value]), [])
    }

    /// A tensor of these numbers, row-major.
    package func constant(_ values: [Double], _ shape: Shape) -> Tensor {
        append(Constant(shape: shape, values: values), [])
    }
}
