/// Values in the compact form of Thrift, in which Parquet writes what it says about itself.
///
///     structure: fields, each its number (as a difference) and type in a byte, then the value; 0 at the end
///
/// - Limits: 64 structures within each other
/// - Source: Apache Thrift, "Thrift Compact protocol encoding"
struct ThriftReader {
    enum Kind: UInt8 {
        case stop, yes, no, byte, int16, int32, int64, double, binary, list, set, map, structure
    }

    private static let deepest = 64

    private(set) var cursor: ByteCursor
    private var depth = 0

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        cursor = ByteCursor(bytes, at: position)
    }

    static let damage = ColumnarError.damaged("what it says about its content cannot be read")

    /// Calls `body` for each field, which reads the value or returns false to have it passed over.
    mutating func structure(_ body: (inout ThriftReader, _ field: Int, Kind) throws -> Bool) throws {
        guard depth < ThriftReader.deepest else { throw ThriftReader.damage }
        depth += 1
        defer { depth -= 1 }
        var field = 0
        while true {
            let head = try cursor.byte()
            guard let kind = Kind(rawValue: head & 15) else { throw ThriftReader.damage }
            if kind == .stop { return }
            field = head >> 4 == 0 ? Int(truncatingIfNeeded: try cursor.zigzag()) : field &+ Int(head >> 4)
            if try !body(&self, field, kind) { try skip(kind) }
        }
    }

    /// Calls `body` for each element of a list.
    mutating func list(_ body: (inout ThriftReader, Kind) throws -> Void) throws {
        let (count, kind) = try listHead()
        for _ in 0..<count { try body(&self, kind) }
    }

    private mutating func listHead() throws -> (count: Int, kind: Kind) {
        let head = try cursor.byte()
        guard let kind = Kind(rawValue: head & 15) else { throw ThriftReader.damage }
        let count = head >> 4 == 15 ? try cursor.variableCount() : Int(head >> 4)
        // Every element takes a byte at least.
        guard count <= cursor.left else { throw ThriftReader.damage }
        return (count, kind)
    }

    mutating func integer() throws -> Int { Int(try cursor.zigzag()) }

    mutating func int32() throws -> Int {
        let value = try integer()
        guard Int32(exactly: value) != nil else { throw ThriftReader.damage }
        return value
    }

    mutating func binary() throws -> UnsafeRawBufferPointer { try cursor.take(cursor.variableCount()) }

    mutating func text() throws -> String { String(decoding: try binary(), as: UTF8.self) }

    mutating func signedByte() throws -> Int { Int(Int8(bitPattern: try cursor.byte())) }

    private mutating func skip(_ kind: Kind) throws {
        switch kind {
        case .stop, .yes, .no: return
        case .byte: _ = try cursor.byte()
        case .int16, .int32, .int64: _ = try cursor.variable()
        case .double: _ = try cursor.take(8)
        case .binary: _ = try binary()
        case .structure: try structure { _, _, _ in false }
        case .list, .set:
            let (count, element) = try listHead()
            try elements { reader in
                for _ in 0..<count { try reader.skipElement(element) }
            }
        case .map:
            let count = try cursor.variableCount()
            guard count > 0 else { return }
            let kinds = try cursor.byte()
            guard count <= cursor.left, let key = Kind(rawValue: kinds >> 4),
                let value = Kind(rawValue: kinds & 15)
            else { throw ThriftReader.damage }
            try elements { reader in
                for _ in 0..<count {
                    try reader.skipElement(key)
                    try reader.skipElement(value)
                }
            }
        }
    }

    private mutating func elements(_ body: (inout ThriftReader) throws -> Void) throws {
        guard depth < ThriftReader.deepest else { throw ThriftReader.damage }
        depth += 1
        defer { depth -= 1 }
        try body(&self)
    }

    /// Truth values in lists have a byte of their own.
    private mutating func skipElement(_ kind: Kind) throws {
        if kind == .yes || kind == .no { _ = try cursor.byte() } else { try skip(kind) }
    }
}
