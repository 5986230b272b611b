/// The check sum of records in event files: CRC-32C, turned and shifted by a constant.
///
///     masked = rotate right (CRC-32C, 15) + 0xa282ead8
///
/// - Source: RFC 3720, appendix B.4 (polynomial 0x1EDC6F41, reflected 0x82F63B78); the mask is that of TFRecord files,
///   made so that check sums of data that hold check sums stay distinct
package enum MaskedChecksum {
    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let sum = plain(bytes)
        return (sum >> 15 | sum << 17) &+ 0xa282_ead8
    }

    package static func plain(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var sum = UInt32.max
        table.withUnsafeBufferPointer { table in
            for byte in bytes { sum = sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 0xff)] }
        }
        return ~sum
    }

    /// The sum of each single byte.
    private static let table: [UInt32] = (0..<256).map { byte in
        var sum = UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0x82f6_3b78 : sum >> 1 }
        return sum
    }
}
