import Foundation

/// One record of an event file.
///
///     length (8 bytes, little-endian) · check sum of these (4) · data · check sum of the data (4)
package enum EventRecord {
    static let overhead = 16

    static func framed(_ data: Data) -> Data {
        var length: [UInt8] = []
        for shift in 0..<8 { length.append(UInt8(truncatingIfNeeded: data.count >> (8 * shift))) }
        var record = Data(capacity: data.count + overhead)
        record.append(contentsOf: length)
        record.append(contentsOf: fourBytes(MaskedChecksum.of(length)))
        record.append(data)
        record.append(contentsOf: fourBytes(MaskedChecksum.of(data)))
        return record
    }

    private static func fourBytes(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    }

    /// The data of all whole records, and where each one ends.
    ///
    /// - Limits: reading ends without an error at a record that is torn or damaged, as TensorBoard's does
    package static func all(in bytes: Data) -> [(data: Data, end: Int)] {
        var records: [(data: Data, end: Int)] = []
        var position = bytes.startIndex
        while bytes.endIndex - position >= overhead {
            let header = bytes[position..<(position + 8)]
            let length = header.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let start = position + 12
            guard length <= UInt64(bytes.endIndex - start - 4), checks(header, bytes, at: position + 8) else {
                break
            }
            let end = start + Int(length)
            guard checks(bytes[start..<end], bytes, at: end) else { break }
            position = end + 4
            records.append((Data(bytes[start..<end]), position - bytes.startIndex))
        }
        return records
    }

    private static func checks(_ data: Data, _ bytes: Data, at position: Int) -> Bool {
        bytes[position..<(position + 4)].elementsEqual(fourBytes(MaskedChecksum.of(data)))
    }
}
