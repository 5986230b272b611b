import Kernels

/// A thread's memory for a row pass.
struct RowPassWorker<Scalar: KernelScalar> {
    /// Elements from one row block to the next: a block's rows, padded.
    var stride: Int
    /// Rows brought together, `blockStride` elements each.
    var block: UnsafeMutablePointer<Scalar>
    var blockStride: Int
    /// [columns][stride]
    var columns: UnsafeMutablePointer<Scalar>
    /// [values][group of trials][stride]; value 0 is the product.
    var values: UnsafeMutablePointer<Scalar>
    /// [row operands][stride]
    var operands: UnsafeMutablePointer<Scalar>
    var scalars: UnsafeMutablePointer<Scalar>
    var steps: UnsafeBufferPointer<ElementwiseInstruction<Scalar>>

    func block(_ value: Int) -> UnsafeMutablePointer<Scalar> {
        values + value &* RowPassProgram<Scalar>.groupTrials &* stride
    }
}
