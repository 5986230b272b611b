/// Writes tables of a FlatBuffer from its start to its end: a table first, what it refers to after it.
///
/// Every table has its own list of fields right before it. Simple, and a few bytes longer than need be.
final class FlatBuilder {
    enum Field {
        case byte(UInt8)
        case int16(Int16)
        case int32(Int32)
        case int64(Int64)
        case table([Int: Field])
        case text(String)
        case tables([[Int: Field]])
        /// Structures of numbers of eight bytes each, one after another.
        case structures([[Int64]])

        var size: Int {
            switch self {
            case .byte: 1
            case .int16: 2
            case .int64: 8
            case .int32, .table, .text, .tables, .structures: 4
            }
        }
    }

    private(set) var bytes: [UInt8] = []

    /// A buffer whose root is a table.
    init(root: [Int: Field]) {
        bytes.append(littleEndian: UInt32(0))
        patch(0, table(root))
    }

    private func pad(to alignment: Int, beyond extra: Int = 0) {
        while (bytes.count + extra) % alignment != 0 { bytes.append(0) }
    }

    private func patch(_ place: Int, _ target: Int) {
        let offset = UInt32(truncatingIfNeeded: target - place)
        Swift.withUnsafeBytes(of: offset.littleEndian) { bytes.replaceSubrange(place..<place + 4, with: $0) }
    }

    /// - Returns: where the table begins
    private func table(_ fields: [Int: Field]) -> Int {
        let count = (fields.keys.max() ?? -1) + 1
        // The widest first, so that each lies where its width asks for.
        let order = fields.sorted { ($1.value.size, $0.key) < ($0.value.size, $1.key) }
        var offsets = [Int](repeating: 0, count: count)
        // Behind the offset of the list of fields lie 4 bytes before the first of 8.
        var end = order.first?.value.size == 8 ? 8 : 4
        for (field, value) in order {
            offsets[field] = end
            end += value.size
        }
        pad(to: 2)
        // The table itself begins at a multiple of 8.
        pad(to: 8, beyond: 4 + 2 * count)
        let list = bytes.count
        bytes.append(littleEndian: UInt16(4 + 2 * count))
        bytes.append(littleEndian: UInt16(end))
        for offset in offsets { bytes.append(littleEndian: UInt16(offset)) }
        let start = bytes.count
        bytes.append(littleEndian: Int32(start - list))
        bytes += [UInt8](repeating: 0, count: end - 4)
        for (field, value) in order { put(value, at: start + offsets[field]) }
        return start
    }

    private func put(_ value: Field, at place: Int) {
        func store(_ number: some FixedWidthInteger, _ size: Int) {
            Swift.withUnsafeBytes(of: number.littleEndian) {
                bytes.replaceSubrange(place..<place + size, with: $0)
            }
        }
        switch value {
        case .byte(let number): bytes[place] = number
        case .int16(let number): store(number, 2)
        case .int32(let number): store(number, 4)
        case .int64(let number): store(number, 8)
        case .table(let fields): patch(place, table(fields))
        case .text(let text):
            pad(to: 4)
            patch(place, bytes.count)
            bytes.append(littleEndian: UInt32(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
            bytes.append(0)
        case .tables(let tables):
            pad(to: 4)
            patch(place, bytes.count)
            bytes.append(littleEndian: UInt32(tables.count))
            let first = bytes.count
            bytes += [UInt8](repeating: 0, count: 4 * tables.count)
            for (index, fields) in tables.enumerated() { patch(first + 4 * index, table(fields)) }
        case .structures(let structures):
            // The elements, not their number, begin at a multiple of 8.
            pad(to: 8, beyond: 4)
            patch(place, bytes.count)
            bytes.append(littleEndian: UInt32(structures.count))
            for number in structures.joined() { bytes.append(littleEndian: number) }
        }
    }
}
