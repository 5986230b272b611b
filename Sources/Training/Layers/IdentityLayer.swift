import Graph
import Spec

/// Passes its input on.
///
///     y = x
///
/// - Shapes: input […] → output the same
/// - Limits: meant for a branch of `parallel`
/// - Source: PyTorch `Identity`
package struct IdentityLayer: ElementwiseLayer {
    package static let name = "identity"
    package static let summary = "Passes its input on."
    package static let documentation = """
        y = x. Meant for a branch of parallel.
        """

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func apply(_ x: Tensor, in graph: Graph) throws -> Tensor {
        x
    }

    package func outputRange(ofInput range: OutputRange) -> OutputRange { range }
}
