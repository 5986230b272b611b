/// Values of any length: bytes one after another, and where each ends.
struct VariableValues {
    var bytes: [UInt8] = []
    var ends: [Int] = []

    var count: Int { ends.count }

    /// Each with its length before it: PLAIN.
    mutating func addPlain(_ source: UnsafeRawBufferPointer, count: Int) throws {
        // Every length takes four bytes.
        guard count <= source.count / 4 else { throw ByteCursor.ended }
        var cursor = ByteCursor(source)
        bytes.reserveCapacity(bytes.count + source.count - 4 * count)
        ends.reserveCapacity(ends.count + count)
        for _ in 0..<count {
            let length = try cursor.count32()
            bytes.append(contentsOf: try cursor.take(length))
            ends.append(bytes.count)
        }
    }

    /// The lengths first: DELTA_LENGTH_BYTE_ARRAY.
    mutating func addDeltaLengths(_ source: UnsafeRawBufferPointer, count: Int) throws {
        let (lengths, end) = try Self.numbers(source, at: 0, count: count)
        var cursor = ByteCursor(source, at: end)
        for length in lengths {
            guard let length = Int(exactly: length) else { throw HybridRuns.damage }
            bytes.append(contentsOf: try cursor.take(length))
            ends.append(bytes.count)
        }
    }

    /// How much of the value before each begins with, then the rest of it: DELTA_BYTE_ARRAY.
    mutating func addDeltas(_ source: UnsafeRawBufferPointer, count: Int) throws {
        let (shared, place) = try Self.numbers(source, at: 0, count: count)
        let (lengths, end) = try Self.numbers(source, at: place, count: count)
        var cursor = ByteCursor(source, at: end)
        var last = bytes.count..<bytes.count
        for (prefix, length) in zip(shared, lengths) {
            guard prefix >= 0, prefix <= last.count, let length = Int(exactly: length) else {
                throw HybridRuns.damage
            }
            let start = bytes.count
            // Values that repeat others many times over would take more memory than any file has.
            guard start < 1 << 34 else { throw ColumnarError("does not fit into memory") }
            bytes.append(contentsOf: bytes[last.lowerBound..<last.lowerBound + Int(prefix)])
            bytes.append(contentsOf: try cursor.take(length))
            ends.append(bytes.count)
            last = start..<bytes.count
        }
    }

    private static func numbers(
        _ source: UnsafeRawBufferPointer, at position: Int, count: Int
    ) throws -> (values: [Int64], end: Int) {
        guard count > 0 || position < source.count else { return ([], position) }
        var reader = try DeltaNumbers(source, at: position)
        guard reader.count == count else { throw HybridRuns.damage }
        var values = [Int64](repeating: 0, count: count)
        try values.withUnsafeMutableBufferPointer { values in
            if let base = values.baseAddress { try reader.read(into: base) }
        }
        return (values, reader.end)
    }
}

/// The bytes of each value apart, all first ones before all second ones: BYTE_STREAM_SPLIT.
enum SplitStreams {
    static func joined(_ source: UnsafeRawBufferPointer, count: Int, width: Int) throws -> RawBuffer {
        let (size, overflow) = count.multipliedReportingOverflow(by: width)
        guard !overflow, size == source.count else { throw HybridRuns.damage }
        let buffer = try RawBuffer(count: size)
        guard let from = source.baseAddress, let to = buffer.mutableBytes.baseAddress else { return buffer }
        defer { withExtendedLifetime(buffer) {} }
        for byte in 0..<width {
            let stream = from + byte * count
            for index in 0..<count {
                let value = stream.load(fromByteOffset: index, as: UInt8.self)
                to.storeBytes(of: value, toByteOffset: index * width + byte, as: UInt8.self)
            }
        }
        return buffer
    }
}
