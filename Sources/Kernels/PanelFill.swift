internal import CIntrinsics

/// How `Panel.fill` copies: half a vector's worth of rows at a time, transposed in registers.
enum PanelFill {
    @inline(__always)
    static func gathered<Scalar: KernelScalar>(
        _ panel: UnsafeMutablePointer<Scalar>, stride: Int, table: UnsafePointer<Scalar>, rowStride: Int,
        features: Int, rows: UnsafePointer<Int32>, count: Int, available: Int
    ) {
        let half = Scalar.lanes / 2
        var row = 0
        while row &+ half <= count {
            let ahead = row &+ Panel.prefetchDistance
            if ahead &+ half <= available {
                prefetch(table, rowStride: rowStride, features: features, rows: rows + ahead)
            }
            let here = rows + row
            let starts = RowStarts(table) { Int(here[$0]) &* rowStride }
            Scalar.transposeHalf(starts, columns: features, into: panel + row, stride: stride)
            row &+= half
        }
        if row < count {
            let starts = RowStarts(table) { Int(rows[min(row &+ $0, count &- 1)]) &* rowStride }
            Scalar.transposeHalf(starts, columns: features, into: panel + row, stride: stride)
        }
        clear(panel, stride: stride, features: features, count: count)
    }

    /// Asks for the cache lines of half a vector's worth of rows.
    @inline(__always)
    private static func prefetch<Scalar: KernelScalar>(
        _ table: UnsafePointer<Scalar>, rowStride: Int, features: Int, rows: UnsafePointer<Int32>
    ) {
        let half = Scalar.lanes / 2
        for index in 0..<half { assay_prefetch(table + Int(rows[index]) &* rowStride) }
        guard features > Scalar.lanes else { return }
        prefetchFurtherLines(table, rowStride: rowStride, features: features, rows: rows)
    }

    @inline(never)
    private static func prefetchFurtherLines<Scalar: KernelScalar>(
        _ table: UnsafePointer<Scalar>, rowStride: Int, features: Int, rows: UnsafePointer<Int32>
    ) {
        var line = Scalar.lanes
        while line < features {
            let start = table + line
            for index in 0..<Scalar.lanes / 2 { assay_prefetch(start + Int(rows[index]) &* rowStride) }
            line &+= Scalar.lanes
        }
    }

    @inline(__always)
    static func neighbours<Scalar: KernelScalar>(
        _ panel: UnsafeMutablePointer<Scalar>, stride: Int, table: UnsafePointer<Scalar>, rowStride: Int,
        features: Int, count: Int
    ) {
        let half = Scalar.lanes / 2
        var row = 0
        while row &+ half <= count {
            let starts = RowStarts(table + row &* rowStride) { $0 &* rowStride }
            Scalar.transposeHalf(starts, columns: features, into: panel + row, stride: stride)
            row &+= half
        }
        if row < count {
            let starts = RowStarts(table) { min(row &+ $0, count &- 1) &* rowStride }
            Scalar.transposeHalf(starts, columns: features, into: panel + row, stride: stride)
        }
        clear(panel, stride: stride, features: features, count: count)
    }

    /// Sets the rows from `count` to the next multiple of 16 to zero.
    @inline(__always)
    private static func clear<Scalar: KernelScalar>(
        _ panel: UnsafeMutablePointer<Scalar>, stride: Int, features: Int, count: Int
    ) {
        guard count & 15 != 0 else { return }
        for feature in 0..<features {
            for row in count..<Scalar.padded(count) { panel[feature &* stride &+ row] = 0 }
        }
    }
}
