import Kernels

/// 1 where the first element is less than the second, else 0.
///
///     y = [a < b],  da = db = 0
///
/// - Shapes: inputs that broadcast → output [broadcast]
/// - Limits: 0 where either is NaN; the gradient is 0 also at the steps
package struct Less: BinaryOperation {
    package static let name = "less"
    package static let code = ElementwiseOpcode.less

    package static func value(_ a: Double, _ b: Double) -> Double { a < b ? 1 : 0 }

    package func gradient(_ context: GradientContext) -> GradientRule { .inputs([nil, nil]) }
}

extension Tensor {
    /// 1 where the first element is less than the second, else 0.
    package static func .< (a: Tensor, b: Tensor) -> Tensor { a.graph.append(Less(), [a, b]) }
    package static func .< (a: Tensor, b: Double) -> Tensor { a .< a.graph.constant(b) }
    package static func .< (a: Double, b: Tensor) -> Tensor { b.graph.constant(a) .< b }
}
