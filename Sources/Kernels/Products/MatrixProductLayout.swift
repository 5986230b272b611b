/// The sizes and strides (in elements) of a batch of matrix products
///
///     result[b, i, j] = Σ over p of left[b, i, p] · right[b, p, j]
///
/// A transposed operand is one with its two strides exchanged; an operand shared by the whole batch has batch
/// stride 0. Result columns are neighbors.
package struct MatrixProductLayout: Hashable, Sendable {
    package var batches: Int
    package var rows: Int
    package var columns: Int
    package var inner: Int

    package var leftBatchStride: Int
    package var leftRowStride: Int
    package var leftInnerStride: Int

    package var rightBatchStride: Int
    package var rightInnerStride: Int
    package var rightColumnStride: Int

    package var resultBatchStride: Int
    package var resultRowStride: Int

    /// Contiguous operands: left [batches, rows, inner], or [batches, inner, rows] if transposed; right
    /// [batches, inner, columns], or [batches, columns, inner] if transposed; result [batches, rows,
    /// columns]. Change single strides afterwards for padded rows or shared operands.
    package init(
        batches: Int = 1, rows: Int, columns: Int, inner: Int, leftTransposed: Bool = false,
        rightTransposed: Bool = false
    ) {
        self.batches = batches
        self.rows = rows
        self.columns = columns
        self.inner = inner
        leftBatchStride = rows * inner
        leftRowStride = leftTransposed ? 1 : inner
        leftInnerStride = leftTransposed ? rows : 1
        rightBatchStride = inner * columns
        rightInnerStride = rightTransposed ? 1 : columns
        rightColumnStride = rightTransposed ? inner : 1
        resultBatchStride = rows * columns
        resultRowStride = columns
    }

    /// Floating-point operations: a multiplication and an addition for each term.
    package var operationCount: Int { 2 * batches * rows * columns * inner }
}
