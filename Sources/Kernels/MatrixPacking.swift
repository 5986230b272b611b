/// Copies of operand blocks in the order in which the register tiles read them.
enum MatrixPacking {
    /// Columns as vectors: vector v of term p at `v · lanes · terms + p · lanes`; lanes without a column
    /// hold anything.
    @inline(__always)
    static func packColumns<Scalar: KernelScalar>(
        from source: UnsafePointer<Scalar>, termStride: Int, columnStride: Int, columns: Int, terms: Int,
        into packed: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = Scalar.lanes
        var column = 0
        while column < columns {
            let target = packed + column &* terms
            let count = min(lanes, columns &- column)
            let start = source + column &* columnStride
            if columnStride == 1 {
                for term in 0..<terms { target.store((start + term &* termStride).vector(0), term &* lanes) }
            } else {
                RowTranspose.run(
                    from: start, rowStride: columnStride, columnStride: termStride, rows: count,
                    columns: terms, into: target, stride: lanes)
            }
            column &+= lanes
        }
    }

    /// Rows in groups of six: element (row i, term p) of group g at `g · 6 · terms + 6 · p + i`.
    @inline(__always)
    static func packRows<Scalar: KernelScalar>(
        from source: UnsafePointer<Scalar>, rowStride: Int, termStride: Int, rows: Int, terms: Int,
        into packed: UnsafeMutablePointer<Scalar>
    ) {
        var row = 0
        while row < rows {
            let target = packed + row &* terms
            let start = source + row &* rowStride
            if rowStride == 1 && row &+ 6 <= rows {
                for term in 0..<terms { copySix(start + term &* termStride, target + 6 &* term) }
            } else {
                for term in 0..<terms {
                    for index in 0..<min(6, rows &- row) {
                        target[6 &* term &+ index] = start[term &* termStride &+ index &* rowStride]
                    }
                }
            }
            row &+= 6
        }
    }

    @inline(__always)
    private static func copySix<Scalar: KernelScalar>(
        _ source: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Scalar>
    ) {
        let four = UnsafeRawPointer(source).loadUnaligned(as: SIMD4<Scalar>.self)
        let two = UnsafeRawPointer(source + 4).loadUnaligned(as: SIMD2<Scalar>.self)
        UnsafeMutableRawPointer(target).storeBytes(of: four, as: SIMD4<Scalar>.self)
        UnsafeMutableRawPointer(target + 4).storeBytes(of: two, as: SIMD2<Scalar>.self)
    }
}
