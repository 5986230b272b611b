import Kernels

extension Graph {
    /// `x · x`.
    package func square(_ x: Tensor) throws -> Tensor { try multiply(x, x) }

    /// `1 / x`.
    package func reciprocal(_ x: Tensor) throws -> Tensor { try divide(constant(1), x) }

    /// 1 where `a > b`, else 0.
    package func greater(_ a: Tensor, _ b: Tensor) throws -> Tensor { try less(b, a) }

    /// 1 where `a ≥ b`, else 0.
    package func greaterOrEqual(_ a: Tensor, _ b: Tensor) throws -> Tensor { try lessOrEqual(b, a) }

    /// `x` held between two numbers; the gradient is 0 outside.
    package func clamp(_ x: Tensor, from low: Double, to high: Double) throws -> Tensor {
        try minimum(maximum(x, constant(low)), constant(high))
    }

    /// The value of `x` as a constant for gradients.
    package func stopGradient(_ x: Tensor) throws -> Tensor { try append(StopGradient(), [x]) }
}
