internal import CIntrinsics

/// Loops for "one pass over the rows": a block of rows of a table stays in the first-level cache while it is
/// multiplied with weights, while what follows is computed from the products, and while the rows are added up
/// with the resulting factors.
///
/// A block is row-major; its rows are `stride` elements apart. Rows of a packed table are a multiple of 16 elements
/// long, so that each starts at a 64-byte boundary. Columns from the true count up to the stride hold other numbers
/// or 0; weights are 0 there.
///
/// Canonical order, the same for a trial alone and in a stack:
/// - a product adds element l, l + h, l + 2h, … of the row into partial sum l, for h = half a vector's lanes, by
///   fused multiply-adds, then the partial sums as a tree: l and l + h/2, and so on down to one;
/// - a sum over a block's rows adds row r into partial sum r mod 4 (weighted rows) or r mod lanes (plain sums),
///   then the partial sums as a tree, then joins a double-precision accumulator.
///
/// Callers use the functions of `KernelScalar`, which are compiled for each element type and called directly; the
/// generic bodies are here and in `RowProducts`.
package enum RowBlock {
    /// Rows of a block: with 16 columns half the first-level cache.
    package static let rows = 256

    /// Rows ahead of the one being copied whose cache lines are asked for, when nobody asked before.
    private static let prefetchDistance = 96

    /// Half vectors that hold `features` elements, the unit that weights and accumulators are padded to.
    @inline(__always)
    package static func halves(_ features: Int, lanes: Int) -> Int {
        (features &+ lanes / 2 &- 1) / (lanes / 2)
    }

    /// Asks for the cache lines of rows `rows[first] … rows[end − 1]` of a packed table.
    package static func prefetch(
        _ table: UnsafeRawPointer, strideBytes: Int, rows: UnsafePointer<Int32>, from first: Int, to end: Int
    ) {
        var row = first
        while row < end {
            let start = table + Int(rows[row]) &* strideBytes
            assay_prefetch(start)
            var offset = 64
            while offset < strideBytes {
                assay_prefetch(start + offset)
                offset &+= 64
            }
            row &+= 1
        }
    }

    /// Asks for the cache lines of neighboring rows, for the second-level cache: from there the processor streams
    /// them by itself.
    package static func prefetch(_ table: UnsafeRawPointer, strideBytes: Int, from first: Int, to end: Int) {
        var offset = first &* strideBytes
        while offset < end &* strideBytes {
            assay_prefetch_near(table + offset)
            offset &+= 64
        }
    }

    @inline(__always)
    static func gather<Scalar: KernelScalar>(
        _ block: UnsafeMutablePointer<Scalar>, stride: Int, table: UnsafePointer<Scalar>,
        rows: UnsafePointer<Int32>, count: Int, isFetched: Bool
    ) {
        if !isFetched {
            prefetch(
                table, strideBytes: stride &* MemoryLayout<Scalar>.stride, rows: rows, from: 0,
                to: min(prefetchDistance, count))
        }
        var row = 0
        if stride == Scalar.lanes {
            if !isFetched {
                while row &+ prefetchDistance < count {
                    assay_prefetch(table + Int(rows[row &+ prefetchDistance]) &* Scalar.lanes)
                    let source = table + Int(rows[row]) &* Scalar.lanes
                    (block + row &* Scalar.lanes).store(source.vector(0), 0)
                    row &+= 1
                }
            }
            while row < count {
                let source = table + Int(rows[row]) &* Scalar.lanes
                (block + row &* Scalar.lanes).store(source.vector(0), 0)
                row &+= 1
            }
            return
        }
        while row < count {
            let source = table + Int(rows[row]) &* stride
            let target = block + row &* stride
            if !isFetched, row &+ prefetchDistance < count {
                let next = table + Int(rows[row &+ prefetchDistance]) &* stride
                var column = 0
                while column < stride {
                    assay_prefetch(next + column)
                    column &+= Scalar.lanes
                }
            }
            var column = 0
            while column < stride {
                target.store(source.vector(column), column)
                column &+= Scalar.lanes
            }
            row &+= 1
        }
    }

    @inline(__always)
    static func copyColumn<Scalar: KernelScalar>(
        _ block: UnsafePointer<Scalar>, stride: Int, count: Int, into result: UnsafeMutablePointer<Scalar>
    ) {
        var source = block
        for row in 0..<count {
            result[row] = source.pointee
            source += stride
        }
    }

    @inline(__always)
    static func sum<Scalar: KernelScalar>(_ values: UnsafePointer<Scalar>, count: Int) -> Double {
        var lanes = Scalar.Vector.zero
        var row = 0
        while row &+ Scalar.lanes <= count {
            lanes = lanes + values.vector(row)
            row &+= Scalar.lanes
        }
        if row < count { lanes = lanes + Scalar.Vector.first(count &- row, of: values.vector(row)) }
        return Double(Scalar.Vector.sum(lanes))
    }
}
