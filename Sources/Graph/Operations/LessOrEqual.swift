import Kernels

/// 1 where the first element is at most the second, else 0.
///
///     y = [a ≤ b],  da = db = 0
///
/// - Shapes: inputs that broadcast → output [broadcast]
/// - Limits: 0 where either is NaN; the gradient is 0 also at the steps
package struct LessOrEqual: BinaryOperation {
    package static let name = "lessOrEqual"
    package static let code = ElementwiseOpcode.lessOrEqual

    package static func value(_ a: Double, _ b: Double) -> Double { a <= b ? 1 : 0 }

    package func gradient(_ context: GradientContext) throws -> GradientRule {
        return .inputs([nil, nil])
    }
}

extension Graph {
    /// 1 where the first element is at most the second, else 0.
    package func lessOrEqual(_ a: Tensor, _ b: Tensor) throws -> Tensor { try append(LessOrEqual(), [a, b]) }
}
