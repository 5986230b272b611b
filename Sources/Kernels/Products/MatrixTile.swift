internal import CIntrinsics

/// Where the operands of one register tile lie, in elements.
struct MatrixTileOperands<Scalar: KernelScalar> {
    /// Left element (row i, term p) at `left + i · leftRowStride + p · leftInnerStride`.
    var left: UnsafePointer<Scalar>
    var leftRowStride: Int
    var leftInnerStride: Int
    /// Vector v of term p at `right + v · rightVectorStride + p · rightInnerStride`.
    var right: UnsafePointer<Scalar>
    var rightVectorStride: Int
    var rightInnerStride: Int
    /// Number of terms.
    var inner: Int
    /// Row i of the result at `result + i · resultRowStride`.
    var result: UnsafeMutablePointer<Scalar>
    var resultRowStride: Int
    /// Add to what the result holds (a later block of the inner axis) instead of replacing it.
    var accumulates: Bool
}

/// The innermost loops of a matrix product: up to 6 rows × 1, 2 or 4 vectors, all sums in registers.
///
/// The number of rows and the strip are constants after inlining, so each combination is a loop of its own.
enum MatrixTile {
    /// Vectors a tile of so many rows may be wide, such that all its sums stay in registers: 16 of 32 bytes
    /// (two for a vector) or 32 of 64 bytes.
    @inline(__always)
    static func widestTile(rows: Int) -> Int {
        if assay_vector_bytes() == 64 || rows == 1 { return 4 }
        return rows <= 3 ? 2 : 1
    }

    /// Computes a tile of `rows` (1 … 6) rows and `Strip.vectorCount` vectors.
    @inline(__always)
    static func run<Strip: MatrixStrip, Scalar: KernelScalar>(
        _ strip: Strip.Type, rows: Int, _ operands: MatrixTileOperands<Scalar>
    ) where Strip.Vector == Scalar.Vector {
        switch rows {
        case 1: tile(strip, rows: 1, operands)
        case 2: tile(strip, rows: 2, operands)
        case 3: tile(strip, rows: 3, operands)
        case 4: tile(strip, rows: 4, operands)
        case 5: tile(strip, rows: 5, operands)
        default: tile(strip, rows: 6, operands)
        }
    }

    @inline(__always)
    private static func tile<Strip: MatrixStrip, Scalar: KernelScalar>(
        _ strip: Strip.Type, rows: Int, _ operands: MatrixTileOperands<Scalar>
    ) where Strip.Vector == Scalar.Vector {
        typealias Vector = Scalar.Vector
        var sum0 = Strip.zero
        var sum1 = Strip.zero
        var sum2 = Strip.zero
        var sum3 = Strip.zero
        var sum4 = Strip.zero
        var sum5 = Strip.zero
        let rowStride = operands.leftRowStride
        var upper = operands.left
        var lower = operands.left + 3 &* rowStride
        var right = operands.right
        var remaining = operands.inner
        while remaining > 0 {
            let values = Strip.load(right, distance: operands.rightVectorStride)
            sum0.multiplyAdd(Vector(repeating: upper[0]), values)
            if rows > 1 { sum1.multiplyAdd(Vector(repeating: upper[rowStride]), values) }
            if rows > 2 { sum2.multiplyAdd(Vector(repeating: upper[2 &* rowStride]), values) }
            if rows > 3 { sum3.multiplyAdd(Vector(repeating: lower[0]), values) }
            if rows > 4 { sum4.multiplyAdd(Vector(repeating: lower[rowStride]), values) }
            if rows > 5 { sum5.multiplyAdd(Vector(repeating: lower[2 &* rowStride]), values) }
            upper += operands.leftInnerStride
            lower += operands.leftInnerStride
            right += operands.rightInnerStride
            remaining &-= 1
        }
        store(sum0, 0, operands)
        if rows > 1 { store(sum1, 1, operands) }
        if rows > 2 { store(sum2, 2, operands) }
        if rows > 3 { store(sum3, 3, operands) }
        if rows > 4 { store(sum4, 4, operands) }
        if rows > 5 { store(sum5, 5, operands) }
    }

    @inline(__always)
    private static func store<Strip: MatrixStrip, Scalar: KernelScalar>(
        _ sum: Strip, _ row: Int, _ operands: MatrixTileOperands<Scalar>
    ) where Strip.Vector == Scalar.Vector {
        let target = operands.result + row &* operands.resultRowStride
        if operands.accumulates {
            let previous = Strip.load(UnsafePointer(target), distance: Scalar.lanes)
            previous.adding(sum).store(target)
        } else {
            sum.store(target)
        }
    }
}
