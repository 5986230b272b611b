import Graph
import Kernels
import Spec

/// A layer without parameters that treats every number alike: an activation.
package protocol ElementwiseLayer: Layer {
    /// The function, for numbers of any shape.
    func apply(_ x: Tensor) -> Tensor
}

extension ElementwiseLayer {
    package var isRandom: Bool { false }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape { input }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor { apply(input) }
}
