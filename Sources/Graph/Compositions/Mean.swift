import Kernels

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
