/// Writes the compact form of Thrift: the fields of a structure in ascending order of their numbers.
struct ThriftWriter {
    private(set) var bytes: [UInt8] = []
    private var last: [Int] = [0]

    private mutating func head(_ field: Int, _ kind: ThriftReader.Kind) {
        let difference = field - (last.last ?? 0)
        if (1...15).contains(difference) {
            bytes.append(UInt8(difference) << 4 | kind.rawValue)
        } else {
            bytes.append(kind.rawValue)
            zigzag(Int64(field))
        }
        if let index = last.indices.last { last[index] = field }
    }

    private mutating func variable(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    private mutating func zigzag(_ value: Int64) { variable(UInt64(bitPattern: value << 1 ^ value >> 63)) }

    mutating func int32(_ field: Int, _ value: Int) {
        head(field, .int32)
        zigzag(Int64(value))
    }

    mutating func int64(_ field: Int, _ value: Int) {
        head(field, .int64)
        zigzag(Int64(value))
    }

    mutating func text(_ field: Int, _ value: String) {
        head(field, .binary)
        plainText(value)
    }

    mutating func plainText(_ value: String) {
        variable(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    mutating func plainInt32(_ value: Int) { zigzag(Int64(value)) }

    mutating func structure(_ field: Int, _ body: (inout ThriftWriter) -> Void) {
        head(field, .structure)
        element(body)
    }

    /// A structure that is an element of a list, or the whole.
    mutating func element(_ body: (inout ThriftWriter) -> Void) {
        last.append(0)
        body(&self)
        last.removeLast()
        bytes.append(0)
    }

    mutating func list(
        _ field: Int, _ kind: ThriftReader.Kind, count: Int, _ body: (inout ThriftWriter) -> Void
    ) {
        head(field, .list)
        if count < 15 {
            bytes.append(UInt8(count) << 4 | kind.rawValue)
        } else {
            bytes.append(0xf0 | kind.rawValue)
            variable(UInt64(count))
        }
        body(&self)
    }
}
