import Glibc
import Kernels

/// The logistic function of each element, a primitive because its stable form needs a case for each sign.
///
///     y = 1 / (1 + e⁻ˣ),  dx = dy · y · (1 - y)
///
/// - Shapes: input [any] → output [the same]
/// - Limits: tends to 0 and 1 without overflow
package struct Sigmoid: UnaryOperation {
    package static let name = "sigmoid"
    package static let code = ElementwiseOpcode.sigmoid

    package static func value(_ x: Double) -> Double {
        x >= 0 ? 1 / (1 + Glibc.exp(-x)) : Glibc.exp(x) / (1 + Glibc.exp(x))
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let y = context.output
        return .inputs([context.gradient * (y * (1 - y))])
    }
}

/// The logistic function of each element, a primitive because its stable form needs a case for each sign.
package func sigmoid(_ x: Tensor) -> Tensor { x.graph.append(Sigmoid(), [x]) }
