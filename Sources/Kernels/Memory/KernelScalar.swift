internal import CIntrinsics

/// An element type that the real-valued kernels are compiled for: `Float` and `Double`.
///
/// Entry points are generic over it and compiled once for each of the two (`@specialized`), so that callers
/// pay a comparison and a call, whatever module they are in.
package protocol KernelScalar: BinaryFloatingPoint, SIMDScalar, BufferElement, Codable {
    /// One vector: 64 bytes of this type, 16 floats or 8 doubles.
    associatedtype Vector: KernelVector where Vector.Scalar == Self

    /// Scalars in one vector.
    static var lanes: Int { get }

    /// The eight elements at `start` in double precision.
    static func doubles(_ start: UnsafePointer<Self>) -> SIMD8<Double>

    /// Transposes half a vector's worth of rows (8 floats, 4 doubles): element c of row i goes to
    /// `result + c · stride + i`, for c below `columns`.
    ///
    /// - Limits: rows are read up to three elements past `columns`.
    static func transposeHalf(
        _ rows: RowStarts<Self>, columns: Int, into result: UnsafeMutablePointer<Self>, stride: Int)

    /// Copies rows `rows[0] … rows[count − 1]` of a packed table next to each other; `stride` is a multiple of 16.
    ///
    /// - `isFetched`: somebody asked for the rows' cache lines before (`RowBlock.prefetch`).
    /// - Limits: every index must be a row; nothing is checked.
    static func gatherRows(
        _ block: UnsafeMutablePointer<Self>, stride: Int, table: UnsafePointer<Self>,
        rows: UnsafePointer<Int32>, count: Int, isFetched: Bool)

    /// result[r] = block[r · stride]: a column of a block, which starts at `block`.
    static func copyColumn(
        _ block: UnsafePointer<Self>, stride: Int, count: Int, into result: UnsafeMutablePointer<Self>)

    /// z[r] = row r of a block · weights, for whole groups of 8 rows: see `RowBlock`.
    ///
    /// - `halves`: half vectors of the weights, at least 1; elements beyond the features must be 0.
    static func rowProducts(
        _ block: UnsafePointer<Self>, stride: Int, count: Int, weights: UnsafePointer<Self>, halves: Int,
        into z: UnsafeMutablePointer<Self>)

    /// accumulator[c] += Σ over the rows r below `count` of factors[r] · block[r][c], for whole half vectors of
    /// columns: see `RowBlock`.
    static func addWeightedRows(
        _ block: UnsafePointer<Self>, stride: Int, count: Int, factors: UnsafePointer<Self>, halves: Int,
        into accumulator: UnsafeMutablePointer<Double>)

    /// `addWeightedRows` of four trials, `factorStride` and `accumulatorStride` elements apart.
    static func addWeightedRowsOfFour(
        _ block: UnsafePointer<Self>, stride: Int, count: Int, factors: UnsafePointer<Self>,
        factorStride: Int, halves: Int, into accumulator: UnsafeMutablePointer<Double>,
        accumulatorStride: Int)

    /// totals[t · totalStride] += `rowSum` of trial t, for four trials `stride` elements apart.
    static func addRowSumsOfFour(
        _ values: UnsafePointer<Self>, stride: Int, count: Int, into totals: UnsafeMutablePointer<Double>,
        totalStride: Int)

    /// Σ of `count` values, in the order of `RowBlock`.
    static func rowSum(_ values: UnsafePointer<Self>, count: Int) -> Double

    /// Adds `count` values, which start at a multiple of the lanes, to the lanes of a sum: see `RowSums`.
    static func addLanes(
        _ values: UnsafePointer<Self>, count: Int, lanes: Int, into sums: UnsafeMutablePointer<Double>)

    /// result[r] = Σ over up to 16 arrays of their element r, for whole groups of 8: see `RowSums`.
    static func addArrays(
        _ arrays: UnsafeBufferPointer<UnsafePointer<Self>>, count: Int,
        into result: UnsafeMutablePointer<Self>)

    /// Runs one instruction on elements `offset ..< offset + count`: see `Elementwise.run`.
    static func run(_ instruction: UnsafePointer<ElementwiseInstruction<Self>>, offset: Int, count: Int)

    /// Reduces outer positions `first ..< end`: see `Reduction.run`.
    static func reduce(
        _ kind: ReductionKind, from source: UnsafePointer<Self>, into result: UnsafeMutablePointer<Self>,
        reduce: Int, inner: Int, first: Int, end: Int)

    /// Adds the values of a block to the sums of their columns: see `ColumnTotals`.
    static func addColumns(
        _ totals: UnsafePointer<ColumnTotals<Self>>, _ values: UnsafePointer<Self>, from offset: Int,
        count: Int)

    /// Computes one part of a product: see `MatrixProductPlan.run`.
    static func multiply(
        _ plan: UnsafePointer<MatrixProductPlan<Self>>, task: Int, left: UnsafePointer<Self>,
        right: UnsafePointer<Self>, result: UnsafeMutablePointer<Self>, workspace: UnsafeMutablePointer<Self>)
}

/// Where up to eight rows start; kinds of vectors with fewer lanes use the first ones.
package struct RowStarts<Scalar: KernelScalar> {
    var first: UnsafePointer<Scalar>
    var second: UnsafePointer<Scalar>
    var third: UnsafePointer<Scalar>
    var fourth: UnsafePointer<Scalar>
    var fifth: UnsafePointer<Scalar>
    var sixth: UnsafePointer<Scalar>
    var seventh: UnsafePointer<Scalar>
    var eighth: UnsafePointer<Scalar>

    /// The rows that start at `offset(0)`, `offset(1)`, … elements from `start`.
    @inline(__always)
    init(_ start: UnsafePointer<Scalar>, _ offset: (Int) -> Int) {
        first = start + offset(0)
        second = start + offset(1)
        third = start + offset(2)
        fourth = start + offset(3)
        let isWide = Scalar.lanes == 16
        fifth = isWide ? start + offset(4) : start
        sixth = isWide ? start + offset(5) : start
        seventh = isWide ? start + offset(6) : start
        eighth = isWide ? start + offset(7) : start
    }
}

extension Float: KernelScalar {
    package typealias Vector = SIMD16<Float>
    package static var lanes: Int { 16 }

    @inline(__always)
    package static func doubles(_ start: UnsafePointer<Float>) -> SIMD8<Double> {
        assay_f32_load_doubles(start)
    }
}

extension Double: KernelScalar {
    package typealias Vector = SIMD8<Double>
    package static var lanes: Int { 8 }

    @inline(__always)
    package static func doubles(_ start: UnsafePointer<Double>) -> SIMD8<Double> { start.vector(0) }
}

extension KernelScalar {
    /// `count` rounded up to whole groups of 16 elements, the unit of the block loops and of padded rows.
    @inline(__always)
    package static func padded(_ count: Int) -> Int { (count &+ 15) & ~15 }
}

extension UnsafePointer where Pointee: KernelScalar {
    /// The vector that starts `offset` elements on; needs no alignment.
    @inline(__always)
    func vector(_ offset: Int) -> Pointee.Vector {
        Pointee.Vector.load(self + offset)
    }
}

extension UnsafeMutablePointer where Pointee: KernelScalar {
    /// The vector that starts `offset` elements on; needs no alignment.
    @inline(__always)
    func vector(_ offset: Int) -> Pointee.Vector {
        Pointee.Vector.load(UnsafePointer(self + offset))
    }

    /// Stores a vector `offset` elements on; needs no alignment.
    @inline(__always)
    func store(_ vector: Pointee.Vector, _ offset: Int) {
        Pointee.Vector.store(vector, self + offset)
    }
}
