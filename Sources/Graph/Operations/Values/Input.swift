import Kernels

/// A value bound to a buffer when the program runs.
///
/// - Fields: name (unique in the graph); fixed (the buffer's content never changes once bound, so a backend may
///   keep a copy in a layout of its own)
/// - Errors: a second input of the same name
package struct Input: Operation {
    package static let name = "input"
    package let label: String
    package let type: TensorType
    package let isFixed: Bool

    package var attributes: String { isFixed ? "'\(label)' fixed" : "'\(label)'" }
    package var lowering: Lowering { .input }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        guard type.elementType == realType || type.elementType == .int32 else {
            throw GraphError(Self.name, expected: "\(realType.rawValue) or int32", found: "\(type)")
        }
        guard type.shape.dimensions.allSatisfy({ $0 > 0 }) else {
            throw GraphError(Self.name, expected: "dimensions above 0", found: "'\(label)' \(type.shape)")
        }
        return type
    }

    package func gradient(_ context: GradientContext) -> GradientRule { .inputs([]) }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        HostTensor(type.shape, repeating: 0)
    }
}

extension Graph {
    /// A value bound at run time. `elementType` is the graph's real type when left out.
    ///
    /// `fixed` promises that the bound buffer's content does not change while it is bound. Data tables should be
    /// fixed: tables of `gatherRows` and whole-batch inputs are then kept in a layout made for the vector units.
    package func input(
        _ name: String, shape: Shape, elementType: ElementType? = nil, fixed: Bool = false
    ) -> Tensor {
        if nodes.contains(where: { ($0.operation as? Input)?.label == name }) {
            let found = "a second input '\(name)'"
            return failed(GraphError(Input.name, expected: "a new name", found: found))
        }
        let type = TensorType(shape, elementType ?? realType)
        return append(Input(label: name, type: type, isFixed: fixed), [])
    }
}
