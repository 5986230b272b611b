import Kernels

/// `x · x`.
package func square(_ x: Tensor) -> Tensor { x * x }

extension Tensor {
    /// 1 where `a > b`, else 0.
    package static func .> (a: Tensor, b: Tensor) -> Tensor { b .< a }
    package static func .> (a: Tensor, b: Double) -> Tensor { b .< a }
}

/// `x` held between two numbers; the gradient is 0 outside.
package func clamp(_ x: Tensor, from low: Double, to high: Double) -> Tensor {
    minimum(maximum(x, low), high)
}
