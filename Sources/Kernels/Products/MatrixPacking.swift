/// Copies of operand blocks in the order in which the register tiles read them.
///
/// Both walk through the source so that a cache line is used up before the next one is read: rows of the
/// source may lie a multiple of 4 KB apart, and then all compete for the same few places of the caches.
enum MatrixPacking {
    /// Terms that are transposed at a time: a cache line of floats.
    private static let termChunk = 16

    /// Columns as vectors: vector v of term p at `v · lanes · terms + p · lanes`; lanes without a column hold
    /// anything.
    @inline(__always)
    static func packColumns<Scalar: KernelScalar>(
        from source: UnsafePointer<Scalar>, termStride: Int, columnStride: Int, columns: Int, terms: Int,
        into packed: UnsafeMutablePointer<Scalar>
    ) {
        if columnStride == 1 {
            copyColumns(from: source, termStride: termStride, columns: columns, terms: terms, into: packed)
            return
        }
        let lanes = Scalar.lanes
        var term = 0
        while term < terms {
            let chunk = min(termChunk, terms &- term)
            var column = 0
            while column < columns {
                RowTranspose.run(
                    from: source + (term &* termStride &+ column &* columnStride), rowStride: columnStride,
                    columnStride: termStride, rows: min(lanes, columns &- column), columns: chunk,
                    into: packed + (column &* terms &+ term &* lanes), stride: lanes)
                column &+= lanes
            }
            term &+= chunk
        }
    }

    @inline(__always)
    private static func copyColumns<Scalar: KernelScalar>(
        from source: UnsafePointer<Scalar>, termStride: Int, columns: Int, terms: Int,
        into packed: UnsafeMutablePointer<Scalar>
    ) {
        for term in 0..<terms {
            let from = source + term &* termStride
            let to = packed + term &* Scalar.lanes
            var column = 0
            while column < columns {
                to.store(from.vector(column), column &* terms)
                column &+= Scalar.lanes
            }
        }
    }

    /// Rows in groups of six: element (row i, term p) of group g at `g · 6 · terms + 6 · p + i`.
    @inline(__always)
    static func packRows<Scalar: KernelScalar>(
        from source: UnsafePointer<Scalar>, rowStride: Int, termStride: Int, rows: Int, terms: Int,
        into packed: UnsafeMutablePointer<Scalar>
    ) {
        for term in 0..<terms {
            let start = source + term &* termStride
            let target = packed + 6 &* term
            var row = 0
            while row < rows {
                let from = start + row &* rowStride
                let to = target + row &* terms
                if rowStride == 1 && row &+ 6 <= rows {
                    copySix(from, to)
                } else {
                    for index in 0..<min(6, rows &- row) { to[index] = from[index &* rowStride] }
                }
                row &+= 6
            }
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
