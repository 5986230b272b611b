import Glibc
import Kernels

/// The natural logarithm of one plus each element, exact near 0.
///
///     y = ln(1 + x),  dx = dy / (1 + x)
///
/// - Shapes: input [any] → output [the same]
/// - Limits: -infinity at -1, NaN below
package struct Log1p: UnaryOperation {
    package static let name = "log1p"
    package static let code = ElementwiseOpcode.logarithmOfOnePlus

    package static func value(_ x: Double) -> Double { Glibc.log1p(x) }

    package func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient / (context.inputs[0] + 1)])
    }
}

/// The natural logarithm of one plus each element, exact near 0.
package func log1p(_ x: Tensor) -> Tensor { x.graph.append(Log1p(), [x]) }
