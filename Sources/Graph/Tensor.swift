import Kernels

/// The static type of a value: its shape and what one element is.
package struct TensorType: Hashable, Sendable, CustomStringConvertible {
    package var shape: Shape
    package var elementType: ElementType

    package init(_ shape: Shape, _ elementType: ElementType) {
        self.shape = shape
        self.elementType = elementType
    }

    /// `float32 [4096, 14]`
    package var description: String { "\(elementType.rawValue) \(shape)" }
}

/// Handle of the value of one node of a graph. It belongs to the graph that made it.
package struct Tensor: Hashable, Sendable {
    package let id: Int
    package let type: TensorType

    package var shape: Shape { type.shape }
    package var elementType: ElementType { type.elementType }
}
