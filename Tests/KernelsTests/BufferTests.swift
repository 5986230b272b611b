import Kernels
import Testing

@Suite struct BufferTests {
    @Test(arguments: [0, 1, 15, 16, 17, 1000]) func startsAlignedZeroAndPadded(count: Int) {
        for type in ElementType.allCases {
            let buffer = Buffer(type, count: count)
            #expect(Int(bitPattern: buffer.pointer) % 64 == 0)
            // Whole lines of 64 bytes and a spare one may be read.
            let readable = (count * type.byteCount + 63) / 64 * 64 + 64
            let bytes = UnsafeRawBufferPointer(start: buffer.pointer, count: readable)
            #expect(bytes.allSatisfy { $0 == 0 })
        }
    }

    @Test func largeBuffersAreMappedAlignedZeroAndWritable() {
        let buffer = Buffer(.float32, count: 1_500_000)
        #expect(Int(bitPattern: buffer.pointer) % 64 == 0)
        let values = buffer.elements(Float.self)
        #expect(values[0] == 0 && values[1_499_999] == 0)
        values[1_499_999] = 2
        #expect(values[1_499_999] == 2)
    }

    @Test func keepsTheElementsOfAnArray() {
        #expect(Buffer([1.5, -2.0, 3.25]).array(Double.self) == [1.5, -2.0, 3.25])
        #expect(Buffer([Int32(7)]).elementType == .int32)
        #expect(Buffer([Float]()).count == 0)
    }
}
