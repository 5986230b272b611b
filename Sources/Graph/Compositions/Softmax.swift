import Kernels

extension Graph {
    /// Exponentials divided by their sum along an axis; shifted by the largest, so they do not overflow.
    ///
    ///     y = exp(x - max x) / Σ exp(x - max x)
    ///
    /// - Shapes: input [...] → output [the same]
    package func softmax(_ x: Tensor, axis: Int = -1) throws -> Tensor {
        let shifted = try subtract(x, shift(x, axis: axis))
        let exponentials = try exp(shifted)
        return try divide(exponentials, reduceSum(exponentials, axes: [axis], keepDimensions: true))
    }

    /// The logarithm of `softmax`, without its rounding to 0.
    ///
    ///     y = x - max x - ln Σ exp(x - max x)
    ///
    /// - Shapes: input [...] → output [the same]
    package func logSoftmax(_ x: Tensor, axis: Int = -1) throws -> Tensor {
        let shifted = try subtract(x, shift(x, axis: axis))
        let sum = try reduceSum(exp(shifted), axes: [axis], keepDimensions: true)
        return try subtract(shifted, log(sum))
    }

    /// The largest element along the axis. Any constant gives the same softmax, so no gradient passes through.
    private func shift(_ x: Tensor, axis: Int) throws -> Tensor {
        try stopGradient(reduceMaximum(x, axes: [axis], keepDimensions: true))
    }
}
