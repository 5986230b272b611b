import Kernels

/// One instruction with pointers: what the executor's loop switches over. Payloads are plain memory, so running
/// copies no references; larger ones lie behind a pointer owned by the program.
enum Instruction<Scalar: KernelScalar> {
    /// A region whose operands are all whole arrays, registers and numbers.
    case steps(UnsafeBufferPointer<ElementwiseInstruction<Scalar>>, count: Int)
    /// One program per thread, of which one runs when the region is not shared out.
    case region(UnsafeBufferPointer<RegionProgram<Scalar>>)
    case copy(UnsafePointer<StridedCopy>, from: UnsafePointer<Scalar>, to: UnsafeMutablePointer<Scalar>)
    case copyIntegers(UnsafePointer<StridedCopy>, from: UnsafePointer<Int32>, to: UnsafeMutablePointer<Int32>)
    case move(from: UnsafePointer<Scalar>, to: UnsafeMutablePointer<Scalar>, count: Int)
    case fill(UnsafeMutablePointer<Scalar>, count: Int, value: Scalar)
    case convert(from: UnsafePointer<Int32>, to: UnsafeMutablePointer<Scalar>, count: Int)
    case gather(RowMove<Scalar>)
    case scatter(RowMove<Scalar>)
    case reduce(ReductionCall<Scalar>)
    case product(UnsafePointer<ProductCall<Scalar>>)
    case random(UnsafePointer<RandomCall<Scalar>>)
    case rowPass(UnsafePointer<RowPassProgram<Scalar>>)
    case window(UnsafePointer<WindowProgram<Scalar>>)
}

struct RowMove<Scalar: KernelScalar> {
    var table: UnsafeMutablePointer<Scalar>
    var tableRows: Int
    var rowStride: Int
    var columns: Int
    var rows: UnsafePointer<Int32>
    var count: Int
    var values: UnsafeMutablePointer<Scalar>
}

struct ReductionCall<Scalar: KernelScalar> {
    var kind: ReductionKind
    var source: UnsafePointer<Scalar>
    var target: UnsafeMutablePointer<Scalar>
    var outer: Int
    var reduce: Int
    var inner: Int
}

struct ProductCall<Scalar: KernelScalar> {
    var plan: UnsafePointer<MatrixProductPlan<Scalar>>
    var tasks: Int
    /// The same product as one task, for one thread.
    var whole: UnsafePointer<MatrixProductPlan<Scalar>>
    var left: UnsafePointer<Scalar>
    var right: UnsafePointer<Scalar>
    var target: UnsafeMutablePointer<Scalar>
    var workspace: UnsafeMutablePointer<Scalar>
}

struct RandomCall<Scalar: KernelScalar> {
    var keys: UnsafePointer<Int32>
    var step: UnsafePointer<Int32>
    var target: UnsafeMutablePointer<Scalar>
    var trials: Int
    var count: Int
    var layer: UInt32
}
