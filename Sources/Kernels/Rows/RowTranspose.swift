/// Transposes rows into vectors.
enum RowTranspose {
    /// `rows` rows of `columns` elements become `columns` vectors, lane r from row r; lanes without a row
    /// repeat row 0. `rows` is at most one vector's lanes.
    @inline(__always)
    static func run<Scalar: KernelScalar>(
        from source: UnsafePointer<Scalar>, rowStride: Int, columnStride: Int, rows: Int, columns: Int,
        into result: UnsafeMutablePointer<Scalar>, stride: Int
    ) {
        if columnStride == 1 {
            let half = Scalar.lanes / 2
            let low = RowStarts(source) { $0 < rows ? $0 &* rowStride : 0 }
            let high = RowStarts(source) { half &+ $0 < rows ? (half &+ $0) &* rowStride : 0 }
            Scalar.transposeHalf(low, columns: columns, into: result, stride: stride)
            Scalar.transposeHalf(high, columns: columns, into: result + half, stride: stride)
            return
        }
        for column in 0..<columns {
            let start = source + column &* columnStride
            let target = result + column &* stride
            for row in 0..<Scalar.lanes { target[row] = start[row < rows ? row &* rowStride : 0] }
        }
    }
}
