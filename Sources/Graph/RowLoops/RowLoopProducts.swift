import Kernels

/// The matrix products of a row loop that is not narrow, block by block: those of the plan without the loop, cut where
/// a product's own order cuts it.
struct RowLoopProducts<Scalar: KernelScalar> {
    /// The products over a block.
    struct Block {
        var rows: Int
        /// zᵀ = wᵀ · xᵀ
        var values: UnsafePointer<MatrixProductPlan<Scalar>>
        /// gradient = xᵀ · factors
        var gradients: UnsafePointer<MatrixProductPlan<Scalar>>
    }

    /// A whole block, and the last one of a batch.
    var whole: Block
    var last: Block
    /// [trials][blocks][gradients · features · outputs]
    var partials: UnsafeMutablePointer<Scalar>
    var blocks: Int
    var partialCount: Int

    @inline(__always)
    private func block(_ rows: Int) -> Block { rows == whole.rows ? whole : last }

    @inline(__always)
    func multiply(
        weights: UnsafePointer<Scalar>, rows: UnsafePointer<Scalar>, count: Int,
        into values: UnsafeMutablePointer<Scalar>, _ workspace: UnsafeMutablePointer<Scalar>
    ) {
        Scalar.multiply(
            block(count).values, task: 0, left: weights, right: rows, result: values, workspace: workspace)
    }

    /// A block's part of a gradient.
    @inline(__always)
    func addGradient(
        factors: UnsafePointer<Scalar>, rows: UnsafePointer<Scalar>, count: Int, trial: Int, block: Int,
        start: Int, _ workspace: UnsafeMutablePointer<Scalar>
    ) {
        Scalar.multiply(
            self.block(count).gradients, task: 0, left: rows, right: factors,
            result: partials + ((trial &* blocks &+ block) &* partialCount &+ start), workspace: workspace)
    }

    /// An element of a gradient: the parts of the blocks added one after the other.
    @inline(__always)
    func gradient(trial: Int, start: Int) -> Scalar {
        let first = partials + (trial &* blocks &* partialCount &+ start)
        var sum = first.pointee
        for block in 1..<max(blocks, 1) { sum += first[block &* partialCount] }
        return sum
    }
}
