/// Where an elementwise instruction finds one operand.
package struct ElementwiseOperand<Scalar: KernelScalar> {
    package var pointer: UnsafePointer<Scalar>
    /// 1: the operand walks with the block (element `offset + i`); 0: every block reads the same memory, from
    /// its start (a scratch block).
    package var step: Int
    /// The operand is one number, read from `pointer` when the block starts.
    package var isScalar: Bool

    private init(_ pointer: UnsafePointer<Scalar>, step: Int, isScalar: Bool) {
        self.pointer = pointer
        self.step = step
        self.isScalar = isScalar
    }

    /// An array as long as the region.
    package static func array(_ pointer: UnsafePointer<Scalar>) -> Self {
        Self(pointer, step: 1, isScalar: false)
    }

    /// A scratch block: holds the current block only.
    package static func scratch(_ pointer: UnsafePointer<Scalar>) -> Self {
        Self(pointer, step: 0, isScalar: false)
    }

    /// One number, the same for all elements; read again at every block.
    package static func scalar(_ pointer: UnsafePointer<Scalar>) -> Self {
        Self(pointer, step: 0, isScalar: true)
    }
}

/// One vector loop of a fused elementwise region: result = opcode(a, b, c) on a block of elements.
///
/// Operands that the opcode does not read are ignored; give any valid one. `result` may be the same memory as
/// an operand, element for element, but may not overlap one otherwise.
package struct ElementwiseInstruction<Scalar: KernelScalar> {
    package var opcode: ElementwiseOpcode
    package var result: UnsafeMutablePointer<Scalar>
    /// 1: the result walks with the block; 0: a scratch block.
    package var resultStep: Int
    package var a: ElementwiseOperand<Scalar>
    package var b: ElementwiseOperand<Scalar>
    package var c: ElementwiseOperand<Scalar>

    /// - Parameter operands: one to three
    package init(
        _ opcode: ElementwiseOpcode, result: UnsafeMutablePointer<Scalar>, isScratch: Bool = false,
        operands: [ElementwiseOperand<Scalar>]
    ) {
        self.opcode = opcode
        self.result = result
        resultStep = isScratch ? 0 : 1
        a = operands[0]
        b = operands.count > 1 ? operands[1] : a
        c = operands.count > 2 ? operands[2] : a
    }
}

/// Runs fused elementwise regions.
package enum Elementwise {
    /// The block size that keeps a region's scratch blocks in the first-level cache: an optimizer's update reads and
    /// writes about ten arrays, and the cache holds 32 KB.
    package static let blockSize = 512

    /// Runs all instructions on one block, of at most `blockSize` elements, one after the other.
    ///
    /// Vectors are written whole: up to 15 elements past the block's end are overwritten unless its length is a
    /// multiple of 16 (buffers are padded for this; use a region's true count only at its end).
    @inlinable
    package static func runBlock<Scalar: KernelScalar>(
        _ instructions: UnsafeBufferPointer<ElementwiseInstruction<Scalar>>, offset: Int, count: Int
    ) {
        guard let first = instructions.baseAddress else { return }
        for index in 0..<instructions.count { Scalar.run(first + index, offset: offset, count: count) }
    }
}
