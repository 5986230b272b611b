internal import CIntrinsics

/// The innermost loops of convolutions: up to 6 rows × 1, 2 or 4 vectors, all sums in registers, as `MatrixTile`,
/// but with a table of where each term's vectors (or each row's factors) begin.
enum ConvolutionTile {
    /// sums[i][v] = Σ over terms of left[i · rowStride + term] · vector v at right + offsets[term].
    struct Forward<Scalar: KernelScalar> {
        var left: UnsafePointer<Scalar>
        var leftRowStride: Int
        var right: UnsafePointer<Scalar>
        var offsets: UnsafePointer<Int>
        var terms: Int
        var result: UnsafeMutablePointer<Scalar>
        var resultRowStride: Int
        /// Add to what the result holds instead of replacing it.
        var accumulates: Bool
    }

    @inline(__always)
    static func forward<Strip: MatrixStrip, Scalar: KernelScalar>(
        _ strip: Strip.Type, rows: Int, _ operands: Forward<Scalar>
    ) where Strip.Vector == Scalar.Vector {
        switch rows {
        case 1: forwardTile(strip, rows: 1, operands)
        case 2: forwardTile(strip, rows: 2, operands)
        case 3: forwardTile(strip, rows: 3, operands)
        case 4: forwardTile(strip, rows: 4, operands)
        case 5: forwardTile(strip, rows: 5, operands)
        default: forwardTile(strip, rows: 6, operands)
        }
    }

    @inline(__always)
    private static func forwardTile<Strip: MatrixStrip, Scalar: KernelScalar>(
        _ strip: Strip.Type, rows: Int, _ operands: Forward<Scalar>
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
        var offset = operands.offsets
        let end = operands.offsets + operands.terms
        while offset < end {
            let values = Strip.load(operands.right + offset.pointee, distance: Scalar.lanes)
            sum0.multiplyAdd(Vector(repeating: upper[0]), values)
            if rows > 1 { sum1.multiplyAdd(Vector(repeating: upper[rowStride]), values) }
            if rows > 2 { sum2.multiplyAdd(Vector(repeating: upper[2 &* rowStride]), values) }
            if rows > 3 { sum3.multiplyAdd(Vector(repeating: lower[0]), values) }
            if rows > 4 { sum4.multiplyAdd(Vector(repeating: lower[rowStride]), values) }
            if rows > 5 { sum5.multiplyAdd(Vector(repeating: lower[2 &* rowStride]), values) }
            upper += 1
            lower += 1
            offset += 1
        }
        let target = operands.result
        let step = operands.resultRowStride
        let adds = operands.accumulates
        store(sum0, target, adds)
        if rows > 1 { store(sum1, target + step, adds) }
        if rows > 2 { store(sum2, target + 2 &* step, adds) }
        if rows > 3 { store(sum3, target + 3 &* step, adds) }
        if rows > 4 { store(sum4, target + 4 &* step, adds) }
        if rows > 5 { store(sum5, target + 5 &* step, adds) }
    }

    /// sums[i][v] += Σ over windows of left[offsets[i] + window] · vector v at right + window · rightStride.
    struct Gradient<Scalar: KernelScalar> {
        var left: UnsafePointer<Scalar>
        var offsets: UnsafePointer<Int>
        var right: UnsafePointer<Scalar>
        var rightStride: Int
        var windows: Int
        var result: UnsafeMutablePointer<Scalar>
        var resultRowStride: Int
    }

    @inline(__always)
    static func gradient<Strip: MatrixStrip, Scalar: KernelScalar>(
        _ strip: Strip.Type, rows: Int, _ operands: Gradient<Scalar>
    ) where Strip.Vector == Scalar.Vector {
        switch rows {
        case 1: gradientTile(strip, rows: 1, operands)
        case 2: gradientTile(strip, rows: 2, operands)
        case 3: gradientTile(strip, rows: 3, operands)
        case 4: gradientTile(strip, rows: 4, operands)
        case 5: gradientTile(strip, rows: 5, operands)
        default: gradientTile(strip, rows: 6, operands)
        }
    }

    @inline(__always)
    private static func gradientTile<Strip: MatrixStrip, Scalar: KernelScalar>(
        _ strip: Strip.Type, rows: Int, _ operands: Gradient<Scalar>
    ) where Strip.Vector == Scalar.Vector {
        typealias Vector = Scalar.Vector
        var sum0 = Strip.zero
        var sum1 = Strip.zero
        var sum2 = Strip.zero
        var sum3 = Strip.zero
        var sum4 = Strip.zero
        var sum5 = Strip.zero
        let offsets = operands.offsets
        let left0 = operands.left + offsets[0]
        let left1 = operands.left + offsets[rows > 1 ? 1 : 0]
        let left2 = operands.left + offsets[rows > 2 ? 2 : 0]
        let left3 = operands.left + offsets[rows > 3 ? 3 : 0]
        let left4 = operands.left + offsets[rows > 4 ? 4 : 0]
        let left5 = operands.left + offsets[rows > 5 ? 5 : 0]
        var right = operands.right
        var window = 0
        while window < operands.windows {
            let values = Strip.load(right, distance: Scalar.lanes)
            sum0.multiplyAdd(Vector(repeating: left0[window]), values)
            if rows > 1 { sum1.multiplyAdd(Vector(repeating: left1[window]), values) }
            if rows > 2 { sum2.multiplyAdd(Vector(repeating: left2[window]), values) }
            if rows > 3 { sum3.multiplyAdd(Vector(repeating: left3[window]), values) }
            if rows > 4 { sum4.multiplyAdd(Vector(repeating: left4[window]), values) }
            if rows > 5 { sum5.multiplyAdd(Vector(repeating: left5[window]), values) }
            right += operands.rightStride
            window &+= 1
        }
        let target = operands.result
        let step = operands.resultRowStride
        store(sum0, target, true)
        if rows > 1 { store(sum1, target + step, true) }
        if rows > 2 { store(sum2, target + 2 &* step, true) }
        if rows > 3 { store(sum3, target + 3 &* step, true) }
        if rows > 4 { store(sum4, target + 4 &* step, true) }
        if rows > 5 { store(sum5, target + 5 &* step, true) }
    }

    @inline(__always)
    private static func store<Strip: MatrixStrip, Scalar: KernelScalar>(
        _ sum: Strip, _ target: UnsafeMutablePointer<Scalar>, _ accumulates: Bool
    ) where Strip.Vector == Scalar.Vector {
        if accumulates {
            Strip.load(UnsafePointer(target), distance: Scalar.lanes).adding(sum).store(target)
        } else {
            sum.store(target)
        }
    }
}
