import Kernels

extension Graph {
    /// Class numbers as rows that are 1 at the class and 0 elsewhere.
    ///
    ///     y[..., c] = [label = c]
    ///
    /// - Shapes: labels int32 or real [...] → output [..., classes]
    /// - Limits: a label outside 0 ..< classes gives a row of zeros
    package func oneHot(_ labels: Tensor, classes: Int) throws -> Tensor {
        let column = try reshape(labels, to: Shape(labels.shape.dimensions + [1]))
        return try equal(convert(column), iota(classes))
    }
}
