import Columnar
import Testing

/// Encodings and compression by hand.
@Suite("Encodings")
struct EncodingTests {
    private func unpack(_ codec: Codec, _ bytes: [UInt8], to count: Int) throws -> String {
        var target = [UInt8](repeating: 0, count: count)
        try bytes.withUnsafeBytes { source in
            try target.withUnsafeMutableBytes { try codec.decompress(source, into: $0) }
        }
        return String(decoding: target, as: UTF8.self)
    }

    private func padded(_ bytes: [UInt8]) throws -> RawBuffer {
        let buffer = try RawBuffer(count: bytes.count)
        buffer.mutableBytes.copyBytes(from: bytes)
        return buffer
    }

    @Test("snappy: length, literals, a copy that overlaps itself")
    func snappy() throws {
        // 6 bytes; the literal "ab" (tag (2 - 1) << 2); 4 bytes from 2 back (tag (4 - 4) << 2 | 1, then 2).
        #expect(try unpack(.snappy, [6, 4, 0x61, 0x62, 1, 2], to: 6) == "ababab")
        // The same copy with its distance in two and in four bytes: tags (4 - 1) << 2 | 2 and | 3.
        #expect(try unpack(.snappy, [6, 4, 0x61, 0x62, 14, 2, 0], to: 6) == "ababab")
        #expect(try unpack(.snappy, [6, 4, 0x61, 0x62, 15, 2, 0, 0, 0], to: 6) == "ababab")
        for damaged in [
            [6, 4, 0x61, 0x62, 1, 3], [6, 4, 0x61, 0x62], [5, 4, 0x61, 0x62, 1, 2], [6, 20, 0x61],
        ] {
            #expect(throws: ColumnarError.self) { _ = try unpack(.snappy, damaged.map { UInt8($0) }, to: 6) }
        }
    }

    @Test("LZ4: a block, and the frame around it")
    func lz4() throws {
        // 2 literals and a copy of 4 bytes from 2 back; then 1 literal.
        let block: [UInt8] = [0x20, 0x61, 0x62, 2, 0, 0x10, 0x63]
        #expect(try unpack(.lz4Block, block, to: 7) == "abababc")
        let head: [UInt8] = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]
        #expect(try unpack(.lz4Frame, head + [7, 0, 0, 0] + block + [0, 0, 0, 0], to: 7) == "abababc")
        // Hadoop: both sizes before the block, the highest byte first.
        #expect(try unpack(.lz4Hadoop, [0, 0, 0, 7, 0, 0, 0, 7] + block, to: 7) == "abababc")
        #expect(throws: ColumnarError.self) { _ = try unpack(.lz4Block, [0x20, 0x61, 0x62, 3, 0], to: 7) }
    }

    @Test("runs: four fives, then 0 to 7 in three bits")
    func runs() throws {
        // Head 4 << 1, value 5; head 1 << 1 | 1, then the bytes of the example in Encodings.md.
        let buffer = try padded([8, 5, 3, 0b1000_1000, 0b1100_0110, 0b1111_1010])
        var reader = try HybridRuns(buffer.bytes, width: 3)
        var numbers = [Int32](repeating: -1, count: 12)
        try numbers.withUnsafeMutableBufferPointer { numbers in
            if let base = numbers.baseAddress { try reader.read(12, into: base) }
        }
        withExtendedLifetime(buffer) {}
        #expect(numbers == [5, 5, 5, 5, 0, 1, 2, 3, 4, 5, 6, 7])
    }

    @Test("differences: the second example of Encodings.md")
    func deltas() throws {
        // 7, 5, 3, 1, 2, 3, 4, 5: least difference -2, above it 0, 0, 0, 3, 3, 3, 3 in two bits each.
        let packed: [UInt8] = [0b1100_0000, 0b0011_1111, 0, 0, 0, 0, 0, 0]
        let buffer = try padded([0x80, 1, 4, 8, 14, 3, 2, 0, 0, 0] + packed)
        var reader = try DeltaNumbers(buffer.bytes)
        var numbers = [Int64](repeating: 0, count: reader.count)
        try numbers.withUnsafeMutableBufferPointer { numbers in
            if let base = numbers.baseAddress { try reader.read(into: base) }
        }
        withExtendedLifetime(buffer) {}
        #expect(numbers == [7, 5, 3, 1, 2, 3, 4, 5])
    }

    @Test("dates and times as text")
    func times() {
        func text(_ body: (inout [UInt8]) -> Void) -> String {
            var bytes: [UInt8] = []
            body(&bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(text { TimeText.appendDate(0, to: &$0) } == "1970-01-01")
        // 30 years of 365 days and 7 leap days to 2000, 31 and 28 more days.
        #expect(text { TimeText.appendDate(30 * 365 + 7 + 59, to: &$0) } == "2000-02-29")
        #expect(text { TimeText.appendDate(-719_528, to: &$0) } == "0000-01-01")
        #expect(
            text { TimeText.appendMoment(-1, .milliseconds, isUTC: true, to: &$0) }
                == "1969-12-31 23:59:59.999Z")
        #expect(
            text { TimeText.appendMoment(3_661_000_250_000, .nanoseconds, isUTC: false, to: &$0) }
                == "1970-01-01 01:01:01.00025")
        // No count of 64 bits is too much.
        for value in [Int.min, .max] {
            for unit in [TimeUnit.seconds, .nanoseconds] {
                #expect(!text { TimeText.appendMoment(value, unit, isUTC: false, to: &$0) }.isEmpty)
            }
            #expect(!text { TimeText.appendTime(value, .seconds, to: &$0) }.isEmpty)
        }
    }

    @Test("decimals")
    func decimals() {
        #expect(DecimalNumber.text(-5, scale: 3) == "-0.005")
        #expect(DecimalNumber.text(12, scale: -2) == "1200")
        #expect(DecimalNumber.number(1, scale: 1).value == 0.1)
        let large: [UInt8] = [1] + [UInt8](repeating: 0, count: 8)
        // 2^64 with two decimals.
        #expect(large.withUnsafeBytes { DecimalNumber.text($0, scale: 2) } == "184467440737095516.16")
        let negative = [UInt8](repeating: 255, count: 16)
        #expect(negative.withUnsafeBytes { DecimalNumber.text($0, scale: 0) } == "-1")
        #expect(DecimalNumber.number(1 << 53 + 1, scale: 0).isRounded)
    }

    @Test("numbers of 16 bits")
    func halves() {
        #expect(HalfNumber.float(0x3c00) == 1)
        #expect(HalfNumber.float(0xc000) == -2)
        #expect(HalfNumber.float(0x7bff) == 65504)
        #expect(HalfNumber.float(0x0001) == 0x1p-24)
        #expect(HalfNumber.float(0x7c00) == .infinity)
        #expect(HalfNumber.float(0x7e00).isNaN)
    }
}
