import Glibc
import Kernels

/// The sine of an angle counted in turns.
///
///     y = sin 2πx,  dx = dy · 2π sin 2π(x + ¼)
///
/// - Shapes: input [any] → output [the same]
/// - Limits: whole turns are taken off exactly, so that large angles are as exact as small ones; NaN for infinite ones
package struct SineOfTurns: UnaryOperation {
    package static let name = "sineOfTurns"
    package static let code = ElementwiseOpcode.sineOfTurns

    package static func value(_ x: Double) -> Double {
        Glibc.sin(2 * Double.pi * (x - x.rounded(.toNearestOrEven)))
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient * (sineOfTurns(context.inputs[0] + 0.25) * (2 * Double.pi))])
    }
}

/// The sine of an angle counted in turns: sin 2πx.
package func sineOfTurns(_ x: Tensor) -> Tensor { x.graph.append(SineOfTurns(), [x]) }

/// The cosine of an angle counted in turns: cos 2πx.
package func cosineOfTurns(_ x: Tensor) -> Tensor { sineOfTurns(x + 0.25) }
