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

    /// One number, the same for all elements; read anew at every block.
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

    package init(
        _ opcode: ElementwiseOpcode, result: UnsafeMutablePointer<Scalar>, isScratch: Bool = false,
        a: ElementwiseOperand<Scalar>, b: ElementwiseOperand<Scalar>? = nil,
        c: ElementwiseOperand<Scalar>? = nil
    ) {
        self.opcode = opcode
        self.result = result
        self.resultStep = isScratch ? 0 : 1
        self.a = a
        self.b = b ?? a
        self.c = c ?? a
    }

    /// - Parameter operands: one to three
    package init(
        _ opcode: ElementwiseOpcode, result: UnsafeMutablePointer<Scalar>, isScratch: Bool = false,
        operands: [ElementwiseOperand<Scalar>]
    ) {
        self.init(
            opcode, result: result, isScratch: isScratch, a: operands[0],
            b: operands.count > 1 ? operands[1] : nil, c: operands.count > 2 ? operands[2] : nil)
    }
}

/// Runs fused elementwise regions.
package enum Elementwise {
    /// The block size that keeps a region's scratch blocks in the first-level cache: an optimizer's update reads and
    /// writes about ten arrays, and the cache holds 32 KB.
    package static let blockSize = 512

    /// Runs all instructions on elements `range` of the region, block by block, one instruction after the other.
    ///
    /// Vectors are written whole: up to 15 elements past the range's end are overwritten unless its length is a
    /// multiple of 16 (buffers are padded for this; use a region's true count only at its end).
    @inlinable
    package static func run<Scalar: KernelScalar>(
        _ instructions: UnsafeBufferPointer<ElementwiseInstruction<Scalar>>, range: Range<Int>
    ) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count = min(blockSize, range.upperBound &- offset)
            runBlock(instructions, offset: offset, count: count)
            offset &+= count
        }
    }

    /// Runs all instructions on one block, of at most `blockSize` elements.
    @inlinable
    package static func runBlock<Scalar: KernelScalar>(
        _ instructions: UnsafeBufferPointer<ElementwiseInstruction<Scalar>>, offset: Int, count: Int
    ) {
        guard let first = instructions.baseAddress else { return }
        for index in 0..<instructions.count { Scalar.run(first + index, offset: offset, count: count) }
    }

    @inline(__always)
    static func run<Scalar: KernelScalar>(
        _ instruction: ElementwiseInstruction<Scalar>, offset: Int, count: Int
    ) {
        let loop = ElementwiseLoop(instruction, offset: offset, count: count)
        typealias V = Scalar.Vector
        switch instruction.opcode {
        case .copy: loop.unary { $0 }
        case .negate: loop.unary { $0 * V(repeating: -1) }
        case .absolute: loop.unary { V.absolute($0) }
        case .sign: loop.unary { V.sign($0) }
        case .exponential: loop.unary(ExponentialFunction.self)
        case .exponentialMinusOne: loop.unary(ExponentialMinusOneFunction.self)
        case .logarithm: loop.unary(LogarithmFunction.self)
        case .logarithmOfOnePlus: loop.unary(LogarithmOfOnePlusFunction.self)
        case .normalProbability: loop.unary(NormalProbabilityFunction.self)
        case .tanh: loop.unary(TanhFunction.self)
        case .sigmoid: loop.unary(SigmoidFunction.self)
        case .softplus: loop.unary(SoftplusFunction.self)
        case .sigmoidAndSoftplus: loop.logistic()
        case .squareRoot: loop.unary { V.squareRoot($0) }
        case .reciprocal: loop.unary { V.one / $0 }
        case .reciprocalSquareRoot: loop.unary { V.one / V.squareRoot($0) }
        case .floor: loop.unary { V.floor($0) }
        case .relu: loop.unary { V.select(V.lessOrEqual($0, V.zero), V.zero, $0) }
        case .square: loop.unary { $0 * $0 }
        case .sine: loop.unary { V.sine($0) }
        case .cosine: loop.unary { V.cosine($0) }
        case .add: loop.binary { $0 + $1 }
        case .subtract: loop.binary { $0 - $1 }
        case .multiply: loop.binary { $0 * $1 }
        case .divide: loop.binary { $0 / $1 }
        case .maximum: loop.binary { V.maximum($0, $1) }
        case .minimum: loop.binary { V.minimum($0, $1) }
        case .power: loop.binary { V.power($0, $1) }
        case .less: loop.binary { V.number(V.less($0, $1)) }
        case .lessOrEqual: loop.binary { V.number(V.lessOrEqual($0, $1)) }
        case .greater: loop.binary { V.number(V.less($1, $0)) }
        case .greaterOrEqual: loop.binary { V.number(V.lessOrEqual($1, $0)) }
        case .equal: loop.binary { V.number(V.equal($0, $1)) }
        case .notEqual: loop.binary { V.number(V.notEqual($0, $1)) }
        case .select: loop.ternary { V.select(V.notEqual($0, V.zero), $1, $2) }
        case .multiplyAdd: loop.ternary { V.fma($0, $1, $2) }
        case .negativeMultiplyAdd: loop.ternary { V.fma($0 * V(repeating: -1), $1, $2) }
        case .divideBySquareRoot: loop.ternary { $0 / (V.squareRoot($1) + $2) }
        case .interpolate: loop.ternary { V.fma($1, $2 - $0, $0) }
        }
    }
}
