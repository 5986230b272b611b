/// Whole numbers as differences: DELTA_BINARY_PACKED.
///
///     values in a block · miniblocks in a block · values in all · first value
///     block: least difference · width of each miniblock · miniblocks, packed bit by bit
///     value = value before + least difference + packed
///
/// - Source: apache/parquet-format, `Encodings.md`, "Delta Encoding"
package struct DeltaNumbers {
    private var cursor: ByteCursor
    /// All values there are.
    package let count: Int
    private let blockSize: Int
    private let miniblocks: Int
    private let first: Int64

    /// - Parameter bytes: of a `RawBuffer`, which has room behind it
    package init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) throws {
        cursor = ByteCursor(bytes, at: position)
        blockSize = try cursor.variableCount()
        miniblocks = try cursor.variableCount()
        count = try cursor.variableCount()
        first = try cursor.zigzag()
        guard blockSize > 0, blockSize <= 1 << 20, miniblocks > 0, blockSize % miniblocks == 0,
            blockSize / miniblocks % 8 == 0
        else { throw HybridRuns.damage }
    }

    /// Where the bytes of the numbers end, once they have been read.
    var end: Int { cursor.position }

    /// - Parameter target: room for `count` values
    package mutating func read(into target: UnsafeMutablePointer<Int64>) throws {
        guard count > 0 else { return }
        target[0] = first
        var value = first
        var filled = 1
        let size = blockSize / miniblocks
        while filled < count {
            let least = try cursor.zigzag()
            let widths = try cursor.take(miniblocks)
            for index in 0..<miniblocks where filled < count {
                let width = Int(widths[index])
                guard width <= 64 else { throw HybridRuns.damage }
                let values = min(size, count - filled)
                // The last miniblock may end with its last value.
                let packed = try cursor.take(
                    min(size * width / 8, max((values * width + 7) / 8, cursor.left)))
                guard packed.count >= (values * width + 7) / 8 else { throw HybridRuns.damage }
                sum(packed, width, values, least, &value, target + filled)
                filled += values
            }
        }
    }

    @inline(__always)
    private func sum(
        _ packed: UnsafeRawBufferPointer, _ width: Int, _ count: Int, _ least: Int64, _ value: inout Int64,
        _ target: UnsafeMutablePointer<Int64>
    ) {
        guard width > 0, let base = packed.baseAddress else {
            for index in 0..<count {
                value &+= least
                target[index] = value
            }
            return
        }
        let mask: UInt64 = width == 64 ? .max : 1 << UInt64(width) - 1
        var bit = 0
        for index in 0..<count {
            let shift = UInt64(bit & 7)
            var word = base.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self) >> shift
            if shift > 0, width > 57 {
                word |= UInt64(base.load(fromByteOffset: bit >> 3 + 8, as: UInt8.self)) << (64 - shift)
            }
            value = value &+ least &+ Int64(bitPattern: word & mask)
            target[index] = value
            bit += width
        }
    }
}
