import Kernels

/// A thread's memory for a row pass.
///
/// What each trial of a group has of its own lies next to that of the group's other trials, `stride` elements apart.
struct RowPassWorker<Scalar: KernelScalar> {
    /// Elements from one trial's rows to the next one's: a block's rows, padded.
    var stride: Int
    /// Trials of a group.
    var group: Int
    /// Rows brought together, `blockStride` elements each.
    var block: UnsafeMutablePointer<Scalar>
    var blockStride: Int
    /// [columns][group][stride]: a column for each trial, the same for all.
    var columns: UnsafeMutablePointer<Scalar>
    /// [slots][group][stride] and a cache line after each slot; slot 0 begins as the product.
    var values: UnsafeMutablePointer<Scalar>
    /// [row operands][group][stride]
    var operands: UnsafeMutablePointer<Scalar>
    /// [group][trial scalars]
    var scalars: UnsafeMutablePointer<Scalar>
    /// [steps][group]: of a step that reads a number of each trial, one for each of them.
    var steps: UnsafeBufferPointer<ElementwiseInstruction<Scalar>>
    /// [steps]: whether the step is the same for all trials of a group, which are then one array.
    var isShared: UnsafeBufferPointer<Bool>

    /// Slots would else lie at the same distance from a page's start, which makes the processor take reads of one for
    /// reads of what was just written to another.
    static var slotPadding: Int { Scalar.lanes }

    func slot(_ slot: Int) -> UnsafeMutablePointer<Scalar> {
        values + slot &* (group &* stride &+ Self.slotPadding)
    }
}
