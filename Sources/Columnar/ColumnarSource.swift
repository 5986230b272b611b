import Glibc

/// The bytes of a file, from any place of it; several threads may read at once.
package struct ColumnarSource: Sendable {
    package let count: Int
    private let reading: @Sendable (_ offset: Int, _ target: UnsafeMutableRawBufferPointer) throws -> Void

    /// - Parameter reading: fills the target with the bytes from an offset on, all of which are in the file
    package init(
        count: Int,
        reading: @escaping @Sendable (_ offset: Int, _ target: UnsafeMutableRawBufferPointer) throws -> Void
    ) {
        self.count = count
        self.reading = reading
    }

    /// Bytes in memory.
    package init(_ bytes: [UInt8]) {
        self.init(count: bytes.count) { offset, target in
            bytes.withUnsafeBytes {
                target.copyMemory(from: .init(rebasing: $0[offset..<offset + target.count]))
            }
        }
    }

    /// - Errors: `ColumnarError` for bytes beyond the end of the file; what reading throws
    func bytes(at offset: Int, count: Int) throws -> RawBuffer {
        guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
            throw ColumnarError.damaged("it refers to bytes beyond its end")
        }
        let buffer = try RawBuffer(count: count)
        try withExtendedLifetime(buffer) {
            if count > 0 { try reading(offset, buffer.mutableBytes) }
        }
        return buffer
    }
}

/// Memory of its own with room behind it, so that loops may load eight bytes where fewer are left.
package final class RawBuffer: @unchecked Sendable {
    static let padding = 32

    private let pointer: UnsafeMutableRawPointer
    let count: Int

    /// - Errors: `ColumnarError` when there is no memory
    package init(count: Int) throws {
        guard count >= 0, count < 1 << 40, let memory = malloc(count + RawBuffer.padding) else {
            throw ColumnarError("does not fit into memory")
        }
        pointer = memory
        self.count = count
        memset(memory + count, 0, RawBuffer.padding)
    }

    deinit { free(pointer) }

    /// Valid as long as the buffer is: whoever uses them keeps it.
    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: pointer, count: count) }
    package var mutableBytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: pointer, count: count)
    }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(bytes) }
    }
}

/// Bytes with a place in them; what is read beyond their end is an error and never memory of others.
struct ByteCursor {
    let bytes: UnsafeRawBufferPointer
    private(set) var position: Int

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    var left: Int { bytes.count - position }

    static let ended = ColumnarError.damaged("it ends in the middle of a value")

    mutating func byte() throws -> UInt8 {
        guard position < bytes.count else { throw ByteCursor.ended }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
        guard count >= 0, count <= left else { throw ByteCursor.ended }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    mutating func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        let size = MemoryLayout<Number>.size
        guard size <= left else { throw ByteCursor.ended }
        defer { position += size }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
    }

    /// A number in groups of seven bits, the lowest first.
    mutating func variable() throws -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            guard shift < 64 else { throw ColumnarError.damaged("a number in it has too many bytes") }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    mutating func variableCount() throws -> Int {
        guard let count = Int(exactly: try variable()) else {
            throw ColumnarError.damaged("it announces an impossible size")
        }
        return count
    }

    /// A number with its sign in the lowest bit.
    mutating func zigzag() throws -> Int64 {
        let value = try variable()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// A count in four bytes.
    mutating func count32() throws -> Int {
        let value = try integer(Int32.self)
        guard value >= 0 else { throw ColumnarError.damaged("it announces a negative size") }
        return Int(value)
    }
}
