/// Small whole numbers in runs: equal ones with their count, others packed bit by bit, eight at a time.
///
///     head (variable): lowest bit 0: count · 2, then the value; 1: groups of eight, then their bits
///
/// - Source: apache/parquet-format, `Encodings.md`, "Run Length Encoding / Bit-Packing Hybrid"
package struct HybridRuns {
    private var cursor: ByteCursor
    private let width: Int

    static let damage = ColumnarError.damaged("a page of it holds numbers that cannot be unpacked")

    /// - Parameter bytes: of a `RawBuffer`, which has room behind it
    package init(_ bytes: UnsafeRawBufferPointer, width: Int) throws {
        guard (0...32).contains(width) else { throw HybridRuns.damage }
        cursor = ByteCursor(bytes)
        self.width = width
    }

    /// Whether the first run alone gives `count` times the same number, as where no value is missing.
    func isAll(_ number: Int, _ count: Int) throws -> Bool {
        var copy = self
        let head = try copy.cursor.variable()
        guard head & 1 == 0, head >> 1 >= UInt64(count) else { return false }
        return Int(try copy.value()) == number
    }

    /// Reads exactly `count` numbers.
    ///
    /// - Errors: `ColumnarError` when there are fewer
    package mutating func read<Number: FixedWidthInteger>(
        _ count: Int, into target: UnsafeMutablePointer<Number>
    )
        throws
    {
        var filled = 0
        while filled < count {
            let head = try cursor.variable()
            let length = Int(truncatingIfNeeded: head >> 1)
            guard length > 0 else { throw HybridRuns.damage }
            if head & 1 == 0 {
                let value = try value()
                let run = min(length, count - filled)
                (target + filled).update(repeating: Number(truncatingIfNeeded: value), count: run)
                filled += run
            } else {
                filled += try packed(groups: length, most: count - filled, into: target + filled)
            }
        }
    }

    private mutating func value() throws -> UInt32 {
        let bytes = try cursor.take((width + 7) / 8)
        return bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private mutating func packed<Number: FixedWidthInteger>(
        groups: Int, most: Int, into target: UnsafeMutablePointer<Number>
    ) throws -> Int {
        let values = groups > most ? most : min(most, groups * 8)
        // Some writers leave out the rest of the last group.
        let needed = (values * width + 7) / 8
        let (whole, overflow) = groups.multipliedReportingOverflow(by: width)
        guard needed <= cursor.left else { throw HybridRuns.damage }
        let bytes = try cursor.take(overflow ? cursor.left : min(whole, cursor.left))
        guard width > 0, let base = bytes.baseAddress else {
            target.update(repeating: 0, count: values)
            return values
        }
        BitUnpacking.unpack(base, width: width, values, into: target)
        return values
    }
}

/// Numbers packed bit by bit, the lowest bit first.
enum BitUnpacking {
    /// - Parameter source: with eight bytes of memory behind the last value
    @inline(__always)
    static func unpack<Number: FixedWidthInteger>(
        _ source: UnsafeRawPointer, width: Int, _ count: Int, into target: UnsafeMutablePointer<Number>
    ) {
        if width == 8 {
            for index in 0..<count {
                target[index] = Number(truncatingIfNeeded: source.load(fromByteOffset: index, as: UInt8.self))
            }
            return
        }
        let mask: UInt64 = 1 << UInt64(width) - 1
        var bit = 0
        for index in 0..<count {
            let word = source.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self)
            target[index] = Number(truncatingIfNeeded: word >> UInt64(bit & 7) & mask)
            bit += width
        }
    }
}
