/// A table of a FlatBuffer: fields by number, each where an offset says.
///
/// Every access is checked, so that damaged bytes are an error and never memory of others.
///
/// - Source: FlatBuffers, "FlatBuffer Internals"
struct FlatTable {
    let bytes: UnsafeRawBufferPointer
    private let position: Int
    private let fields: Int
    private let fieldsSize: Int

    static let damage = ColumnarError.damaged("what it says about its content cannot be read")

    /// The table that a buffer begins with.
    static func root(_ bytes: UnsafeRawBufferPointer) throws -> FlatTable {
        try FlatTable(bytes, at: Int(try load(bytes, 0, as: UInt32.self)))
    }

    init(_ bytes: UnsafeRawBufferPointer, at position: Int) throws {
        self.bytes = bytes
        self.position = position
        fields = position - Int(try FlatTable.load(bytes, position, as: Int32.self))
        fieldsSize = Int(try FlatTable.load(bytes, fields, as: UInt16.self))
    }

    static func load<Number: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer, _ position: Int, as type: Number.Type
    ) throws -> Number {
        guard position >= 0, position <= bytes.count - MemoryLayout<Number>.size else { throw damage }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
    }

    /// Where a field is; nil for one that is not there.
    private func place(_ field: Int) throws -> Int? {
        let entry = 4 + 2 * field
        guard entry + 2 <= fieldsSize else { return nil }
        let offset = Int(try FlatTable.load(bytes, fields + entry, as: UInt16.self))
        return offset == 0 ? nil : position + offset
    }

    func integer<Number: FixedWidthInteger & BitwiseCopyable>(
        _ field: Int, default standard: Number
    ) throws -> Number {
        try place(field).map { try FlatTable.load(bytes, $0, as: Number.self) } ?? standard
    }

    func truth(_ field: Int) throws -> Bool { try integer(field, default: UInt8(0)) != 0 }

    private func target(_ field: Int) throws -> Int? {
        try place(field).map { $0 + Int(try FlatTable.load(bytes, $0, as: UInt32.self)) }
    }

    func table(_ field: Int) throws -> FlatTable? { try target(field).map { try FlatTable(bytes, at: $0) } }

    func text(_ field: Int) throws -> String? {
        guard let start = try target(field) else { return nil }
        let count = Int(try FlatTable.load(bytes, start, as: UInt32.self))
        guard count <= bytes.count - start - 4 else { throw FlatTable.damage }
        return String(decoding: bytes[start + 4..<start + 4 + count], as: UTF8.self)
    }

    /// A vector: where its elements begin, and how many there are.
    ///
    /// - Parameter size: bytes of an element
    func vector(_ field: Int, size: Int) throws -> (start: Int, count: Int) {
        guard let start = try target(field) else { return (0, 0) }
        let count = Int(try FlatTable.load(bytes, start, as: UInt32.self))
        guard count <= (bytes.count - start - 4) / size else { throw FlatTable.damage }
        return (start + 4, count)
    }

    func tables(_ field: Int) throws -> [FlatTable] {
        let (start, count) = try vector(field, size: 4)
        return try (0..<count).map { index in
            let place = start + 4 * index
            return try FlatTable(bytes, at: place + Int(try FlatTable.load(bytes, place, as: UInt32.self)))
        }
    }
}
