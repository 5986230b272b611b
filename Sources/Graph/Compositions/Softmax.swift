import Kernels

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
