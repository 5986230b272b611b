import Glibc
import Kernels

/// The natural logarithm of each element.
///
///     y = ln x,  dx = dy / x
///
/// - Shapes: input [any] → output [the same]
/// - Limits: -infinity at 0, NaN below
package struct Log: UnaryOperation {
    package static let name = "log"
    package static let code = ElementwiseOpcode.logarithm

    package static func value(_ x: Double) -> Double { Glibc.log(x) }

    package func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient / context.inputs[0]])
    }
}

/// The natural logarithm of each element.
package func log(_ x: Tensor) -> Tensor { x.graph.append(Log(), [x]) }
