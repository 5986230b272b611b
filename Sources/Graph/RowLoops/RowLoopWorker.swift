import Kernels

/// A thread's memory for a row loop.
///
/// What each trial of a group has of its own lies next to that of the group's other trials, `stride` elements apart.
struct RowLoopWorker<Scalar: KernelScalar> {
    /// The sum of one value per output.
    struct OutputSum {
        var operands: UnsafeBufferPointer<UnsafePointer<Scalar>>
        var result: UnsafeMutablePointer<Scalar>
    }

    /// Steps up to `end`, then a sum over the outputs where there is one.
    struct Stage {
        var end: Int
        var sum: OutputSum?
    }

    /// Elements from one trial's rows to the next one's: a block's rows, padded.
    var stride: Int
    /// Trials of a group.
    var group: Int
    /// Rows brought together, `blockStride` elements each.
    var block: UnsafeMutablePointer<Scalar>
    var blockStride: Int
    /// [columns][group][stride]: a column for each trial, the same for all.
    var columns: UnsafeMutablePointer<Scalar>
    /// [slots][group][stride] and a cache line after each slot; the first slots begin as the product's outputs.
    var values: UnsafeMutablePointer<Scalar>
    /// [row operands][group][stride]
    var operands: UnsafeMutablePointer<Scalar>
    /// [group][trial scalars]
    var scalars: UnsafeMutablePointer<Scalar>
    /// [steps][group]: of a step that reads a number of each trial, one for each of them.
    var steps: UnsafeBufferPointer<ElementwiseInstruction<Scalar>>
    /// [steps]: whether the step is the same for all trials of a group, which are then one array.
    var isShared: UnsafeBufferPointer<Bool>
    var stages: UnsafeBufferPointer<Stage>
    /// [outputs][stride]: the values a gradient is made from, and what its product works with. Unused in a narrow loop.
    var factors: UnsafeMutablePointer<Scalar>
    var workspace: UnsafeMutablePointer<Scalar>

    /// Slots would else lie at the same distance from a page's start, which makes the processor take reads of one for
    /// reads of what was just written to another.
    static var slotPadding: Int { Scalar.lanes }

    var slotStride: Int { group &* stride &+ Self.slotPadding }

    func slot(_ slot: Int) -> UnsafeMutablePointer<Scalar> { values + slot &* slotStride }
}
