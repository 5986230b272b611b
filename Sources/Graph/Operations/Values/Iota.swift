import Kernels

/// The numbers 0, 1, 2 … as reals.
///
/// - Shapes: no input → output [count]
/// - Limits: exact up to 2²⁴ in single precision
package struct Iota: Operation {
    package static let name = "iota"
    package let count: Int

    package var attributes: String { "\(count)" }
    package var lowering: Lowering { .constant }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        guard count > 0 else { throw GraphError(Self.name, expected: "a count above 0", found: "\(count)") }
        return TensorType([count], realType)
    }

    package func gradient(_ context: GradientContext) -> GradientRule { .inputs([]) }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        HostTensor([count], (0..<count).map(Double.init))
    }
}

extension Graph {
    /// The numbers from 0 to below `count`.
    package func iota(_ count: Int) -> Tensor { append(Iota(count: count), []) }
}
