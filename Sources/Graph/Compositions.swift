import Kernels

// What is made of operations and needs no gradient rule of its own.

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

extension Tensor {
    /// Means over axes.
    ///
    ///     y = Σ x / n
    ///
    /// - Shapes: input [...] → output without the axes, or with size 1 when `keepDimensions`
    package func mean(axes: [Int], keepDimensions: Bool = false) -> Tensor {
        let sum = sum(axes: axes, keepDimensions: keepDimensions)
        return sum * (1 / Double(max(shape.count / max(sum.shape.count, 1), 1)))
    }
}

/// Negative elements replaced by 0.
///
///     y = max(0, x),  dx = dy where x > 0, else 0
///
/// - Shapes: input [any] → output [the same]
package func relu(_ x: Tensor) -> Tensor { maximum(0, x) }

/// Positive elements kept, negative ones bent towards a floor.
///
///     y = x where x > 0, else alpha · (eˣ - 1);  dx = dy where x > 0, else dy · alpha · eˣ
///
/// The exponential is taken of the negative part only: a large positive x must not make an infinite slope
/// that 0 is then multiplied by.
///
/// - Shapes: input [any] → output [the same]
package func exponentialLinear(_ x: Tensor, alpha: Double) -> Tensor {
    let bent = expm1(minimum(x, 0)) * alpha
    return select(x .> 0, x, bent)
}

/// Exponentials divided by their sum along an axis; shifted by the largest, so they do not overflow.
///
///     y = exp(x - max x) / Σ exp(x - max x)
///
/// - Shapes: input [...] → output [the same]
package func softmax(_ x: Tensor, axis: Int = -1) -> Tensor {
    let exponentials = exp(x - largest(x, axis))
    return exponentials / exponentials.sum(axes: [axis], keepDimensions: true)
}

/// The logarithm of `softmax`, without its rounding to 0.
///
///     y = x - max x - ln Σ exp(x - max x)
///
/// - Shapes: input [...] → output [the same]
package func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor {
    let shifted = x - largest(x, axis)
    return shifted - log(exp(shifted).sum(axes: [axis], keepDimensions: true))
}

/// The largest element along the axis. Any constant gives the same softmax, so no gradient passes through.
private func largest(_ x: Tensor, _ axis: Int) -> Tensor {
    stopGradient(x.maximum(axes: [axis], keepDimensions: true))
}
