import Glibc
import Kernels

/// A smooth `max(x, 0)`, a primitive because its stable form needs both tails and its slope is the logistic
/// function: a logistic loss then takes one exponential for the loss and its gradient.
///
///     y = max(x, 0) + ln(1 + exp(-|x|)),  dx = dy · sigmoid(x)
///
/// - Shapes: input [any] → output [the same]
/// - Limits: tends to 0 and x without overflow; the slope at 0 is 1/2
package struct Softplus: UnaryOperation {
    package static let name = "softplus"
    package static let code = ElementwiseOpcode.softplus

    package static func value(_ x: Double) -> Double { max(x, 0) + Glibc.log1p(Glibc.exp(-abs(x))) }

    package func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient * sigmoid(context.inputs[0])])
    }
}

/// A smooth `max(x, 0)`: ln(1 + eˣ), element by element.
package func softplus(_ x: Tensor) -> Tensor { x.graph.append(Softplus(), [x]) }
