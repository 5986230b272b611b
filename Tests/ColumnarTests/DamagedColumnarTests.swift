import Columnar
import Testing

/// Files damaged at random places: an error or other values, never a trap or memory of others.
@Suite("Damaged columnar files")
struct DamagedColumnarTests {
    #if DEBUG
        private static let count = 500
    #else
        private static let count = 10_000
    #endif

    /// A linear congruence with Murmur's mixing: the same files every time.
    private struct Numbers {
        var state: UInt64

        mutating func below(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var mixed = state ^ state >> 33
            mixed = mixed &* 0xff51_afd7_ed55_8ccd
            return Int((mixed ^ mixed >> 33) % UInt64(max(limit, 1)))
        }
    }

    @Test("bytes changed, numbers replaced, parts left out")
    func damaged() throws {
        let files = try ColumnarFixtureTests.names.map { try ColumnarText.bytes($0) }
        var numbers = Numbers(state: 14)
        var read = 0
        var refused = 0
        for _ in 0..<Self.count {
            var bytes = files[numbers.below(files.count)]
            for _ in 0...numbers.below(4) { damage(&bytes, &numbers) }
            do {
                let file = try ColumnarText.open(bytes)
                // What so many rows need is asked for by whoever reads the table.
                guard file.groupRows.reduce(0, +) < 1 << 20 else { continue }
                for column in file.columns.indices {
                    do {
                        _ = try ColumnarText.values(file, column)
                        read += 1
                    } catch is ColumnarError {
                        refused += 1
                    }
                }
            } catch is ColumnarError {
                refused += 1
            }
        }
        #expect(read > Self.count)
        #expect(refused > Self.count / 10)
    }

    private func damage(_ bytes: inout [UInt8], _ numbers: inout Numbers) {
        let place = numbers.below(bytes.count)
        switch numbers.below(6) {
        case 0: bytes[place] = UInt8(numbers.below(256))
        case 1: bytes[place] ^= 1 << UInt8(numbers.below(8))
        case 2: bytes[bytes.count - 1 - numbers.below(min(bytes.count, 3000))] = UInt8(numbers.below(256))
        case 3:
            let end = min(bytes.count, place + numbers.below(50))
            if place < end { bytes.removeSubrange(place..<end) }
        case 4:
            let number: [[UInt8]] = [
                [255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 128], [0, 0, 0, 0],
            ]
            let start = min(place, max(0, bytes.count - 4))
            let new = number[numbers.below(4)].prefix(bytes.count - start)
            bytes.replaceSubrange(start..<start + new.count, with: new)
        default: if numbers.below(8) == 0 { bytes.removeLast(numbers.below(bytes.count)) }
        }
        if bytes.isEmpty { bytes = [0] }
    }
}
