import Kernels

extension Graph {
    /// Means over axes.
    ///
    ///     y = Σ x / n
    ///
    /// - Shapes: input [...] → output without the axes, or with size 1 when `keepDimensions`
    package func reduceMean(_ x: Tensor, axes: [Int], keepDimensions: Bool = false) throws -> Tensor {
        let checked = try ShapeRule.axes(axes, rank: x.shape.rank, "reduceMean")
        let count = checked.reduce(1) { $0 * x.shape[$1] }
        let sum = try reduceSum(x, axes: checked, keepDimensions: keepDimensions)
        return try multiply(sum, constant(1 / Double(max(count, 1))))
    }

    /// Variances over axes: mean squared distances from the mean, in two passes.
    ///
    ///     y = Σ (x - mean x)² / (n - ddof)
    ///
    /// - Shapes: input [...] → output without the axes, or with size 1 when `keepDimensions`
    package func reduceVariance(
        _ x: Tensor, axes: [Int], ddof: Int = 0, keepDimensions: Bool = false
    ) throws -> Tensor {
        let checked = try ShapeRule.axes(axes, rank: x.shape.rank, "reduceVariance")
        let count = checked.reduce(1) { $0 * x.shape[$1] }
        let distance = try subtract(x, reduceMean(x, axes: checked, keepDimensions: true))
        let sum = try reduceSum(square(distance), axes: checked, keepDimensions: keepDimensions)
        return try multiply(sum, constant(1 / Double(max(count - ddof, 1))))
    }

    /// The smallest elements over axes, as the negative of the largest negative.
    package func reduceMinimum(_ x: Tensor, axes: [Int], keepDimensions: Bool = false) throws -> Tensor {
        try negate(reduceMaximum(negate(x), axes: axes, keepDimensions: keepDimensions))
    }
}
