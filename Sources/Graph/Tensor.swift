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

/// The value of one node of a graph, to write formulas with: `0.5 * (e * e)`, `select(abs(e) .<= delta, a, b)`.
///
/// Every operator, function and method adds nodes to the graph, operands first and from left to right, and lives
/// beside its operation (`Operations/`) or composition (`Compositions.swift`). None of them throws: the graph keeps the
/// first mistake and `Graph.check` throws it.
package struct Tensor {
    package let graph: Graph
    package let id: Int
    package let type: TensorType

    package var shape: Shape { type.shape }
    package var elementType: ElementType { type.elementType }
}
