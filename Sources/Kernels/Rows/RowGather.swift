internal import CIntrinsics

/// Copies of rows chosen by index.
package enum RowGather {
    /// Rows ahead of the one being copied whose first cache lines are asked for.
    private static let prefetchDistance = 32

    /// Copies rows `rows[0], rows[1], …` of a table to neighboring rows of the result.
    ///
    /// - Limits: every index must be a row of the table; nothing is checked.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Int32)
    package static func gather<Scalar: BufferElement>(
        table: UnsafePointer<Scalar>, rowStride: Int, columns: Int, rows: UnsafePointer<Int32>, count: Int,
        into result: UnsafeMutablePointer<Scalar>, resultRowStride: Int
    ) {
        let bytes = columns &* MemoryLayout<Scalar>.stride
        for index in 0..<count {
            if index &+ prefetchDistance < count {
                let next = table + Int(rows[index &+ prefetchDistance]) &* rowStride
                prefetchLines(UnsafeRawPointer(next), bytes: bytes)
            }
            let source = UnsafeRawPointer(table + Int(rows[index]) &* rowStride)
            copy(from: source, to: UnsafeMutableRawPointer(result + index &* resultRowStride), bytes: bytes)
        }
    }

    /// At most the first eight lines: the processor follows longer runs by itself.
    @inline(__always)
    private static func prefetchLines(_ start: UnsafeRawPointer, bytes: Int) {
        assay_prefetch(start)
        var offset = 64
        while offset < min(bytes, 512) {
            assay_prefetch(start + offset)
            offset &+= 64
        }
    }

    /// Copies without calling the library for short rows: whole 32-byte pieces, the last one overlapping.
    @inline(__always)
    private static func copy(from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, bytes: Int) {
        typealias Piece = SIMD32<UInt8>
        guard bytes >= 32, bytes <= 1024 else {
            target.copyMemory(from: source, byteCount: bytes)
            return
        }
        var offset = 0
        while offset &+ 32 <= bytes {
            target.storeBytes(
                of: source.loadUnaligned(fromByteOffset: offset, as: Piece.self), toByteOffset: offset,
                as: Piece.self)
            offset &+= 32
        }
        let last = bytes &- 32
        target.storeBytes(
            of: source.loadUnaligned(fromByteOffset: last, as: Piece.self), toByteOffset: last, as: Piece.self
        )
    }

    /// Adds neighboring rows of `source` to rows `rows[0], rows[1], …` of the table, one after the other.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func scatterAdd<Scalar: KernelScalar>(
        from source: UnsafePointer<Scalar>, sourceRowStride: Int, columns: Int, rows: UnsafePointer<Int32>,
        count: Int, into table: UnsafeMutablePointer<Scalar>, rowStride: Int
    ) {
        for index in 0..<count {
            let target = table + Int(rows[index]) &* rowStride
            let values = source + index &* sourceRowStride
            var column = 0
            while column &+ Scalar.lanes <= columns {
                target.store(target.vector(column) + values.vector(column), column)
                column &+= Scalar.lanes
            }
            while column < columns {
                target[column] += values[column]
                column &+= 1
            }
        }
    }
}
