/// A 64-bit hash of every row over some columns: equal rows have equal hashes.
///
/// Values are compared exactly; missing values equal each other, and 0 equals -0. Two different rows share a hash with
/// a chance of about rows² / 2⁶⁵: one in a hundred million for a million rows.
struct RowHashes {
    private(set) var values: [UInt64]

    init(rows: Int) {
        values = [UInt64](repeating: 0x9E37_79B9_7F4A_7C15, count: rows)
    }

    init(_ table: Table) {
        self.init(rows: table.rowCount)
        for column in table.columns { add(column) }
    }

    /// Takes one more column into the hashes.
    mutating func add(_ column: Column) {
        switch column {
        case .numbers(let numbers): add(numbers)
        case .booleans(let booleans):
            for row in values.indices { mix(row, booleans[row].map { $0 ? 2 : 1 } ?? 0) }
        case .categories(let categories):
            for row in values.indices { mix(row, UInt64(bitPattern: Int64(categories.codes[row]) + 1)) }
        case .text(let text):
            for row in values.indices { mix(row, RowHashes.hash(text[row])) }
        case .tensors(let tensors):
            for row in values.indices { mix(row, tensors.hash(row: row)) }
        }
    }

    private mutating func add(_ numbers: NumberColumn) {
        let source = numbers.values
        values.withUnsafeMutableBufferPointer { values in
            for row in values.indices {
                let value = source[row]
                let bits = value.isNaN ? .max : (value == 0 ? 0 : value.bitPattern)
                values[row] = RowHashes.mixed(values[row], bits)
            }
        }
    }

    private mutating func mix(_ row: Int, _ bits: UInt64) {
        values[row] = RowHashes.mixed(values[row], bits)
    }

    /// Multiply and fold, twice: every bit of both reaches every bit of the result.
    @inline(__always)
    static func mixed(_ state: UInt64, _ bits: UInt64) -> UInt64 {
        let first = (state ^ bits).multipliedFullWidth(by: 0x9FB2_1C65_1E98_DF25)
        let second = (first.high ^ first.low &+ 0xD6E8_FEB8_6659_FD93)
            .multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return second.high ^ second.low
    }

    /// Bytes are hashed by multiplying each pair of words, with keys of its place, so that a row's pairs need not wait
    /// for each other.
    static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var state = UInt64(bytes.count)
        var key: UInt64 = 0x9E37_79B9_7F4A_7C15
        func take(_ first: UInt64, _ second: UInt64) {
            let product = (first ^ key).multipliedFullWidth(by: second ^ 0xA076_1D64_78BD_642F)
            state ^= product.high ^ product.low
            key &+= 0x9FB2_1C65_1E98_DF25
        }
        var offset = 0
        while offset &+ 16 <= bytes.count {
            take(
                bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self))
            offset &+= 16
        }
        var rest: (UInt64, UInt64) = (0, 0)
        withUnsafeMutableBytes(of: &rest) { $0.copyMemory(from: .init(rebasing: bytes[offset...])) }
        take(rest.0, rest.1)
        return mixed(state, key)
    }

    private static func hash(_ text: String?) -> UInt64 {
        guard let text else { return 0 }
        var state: UInt64 = 1
        for byte in text.utf8 { state = mixed(state, UInt64(byte)) }
        return state
    }
}

extension TensorColumn {
    /// A hash of the stored bytes of a row.
    fileprivate func hash(row: Int) -> UInt64 {
        let stride = width * element.rawValue
        let stored = rows.map { Int($0[row]) } ?? row
        return RowHashes.hash(UnsafeRawBufferPointer(start: storage.pointer + stored * stride, count: stride))
    }
}
