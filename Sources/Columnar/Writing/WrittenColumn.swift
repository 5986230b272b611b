/// A column of a file that is written.
package struct WrittenColumn: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case number, integer, boolean, text
    }

    package var name: String
    package var kind: Kind

    package init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// The values of a column in the rows that are written together; nil is missing.
package enum WrittenValues: Sendable {
    case numbers([Double?])
    case integers([Int64?])
    case booleans([Bool?])
    case texts([String?])

    var count: Int {
        switch self {
        case .numbers(let values): values.count
        case .integers(let values): values.count
        case .booleans(let values): values.count
        case .texts(let values): values.count
        }
    }

    /// By row, whether there is a value.
    var presence: [Bool] {
        switch self {
        case .numbers(let values): values.map { $0 != nil }
        case .integers(let values): values.map { $0 != nil }
        case .booleans(let values): values.map { $0 != nil }
        case .texts(let values): values.map { $0 != nil }
        }
    }

    /// Bits of truth, the lowest first.
    static func bits(_ values: some Sequence<Bool>, count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
        for (index, value) in values.enumerated() where value { bytes[index / 8] |= 1 << UInt8(index % 8) }
        return bytes
    }
}

/// Writes a table piece by piece.
///
/// Lifetime: `start`, any number of `rows`, `finish`; what they return are the bytes of the file, in order. One thread.
package protocol ColumnarWriter {
    mutating func start() throws -> [UInt8]
    /// - Parameter values: by column, all of one length
    mutating func rows(_ values: [WrittenValues]) throws -> [UInt8]
    mutating func finish() throws -> [UInt8]
}

/// Numbers as bytes, the lowest first.
extension [UInt8] {
    mutating func append<Number: FixedWidthInteger>(littleEndian value: Number) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
