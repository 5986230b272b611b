import Foundation
import Testing
import Training

@Suite("Damaged safetensors")
struct DamagedSafetensorsTests {
    /// Numbers that look random and are the same in every run (Marsaglia's xorshift).
    private struct Random: RandomNumberGenerator {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    @Test("2,000 damaged files: tensors of the size their shapes say, or an error, soon")
    func damaged() throws {
        let tensors = try (0..<6).map { index in
            try #require(
                StoredTensor(
                    name: "\(index).weight", shape: [index + 1, 3],
                    values: [Float](repeating: 1, count: 3 * index + 3)))
        }
        let whole = SafetensorsFile(
            metadata: [SafetensorsFile.Metadata(key: "format", value: "pt")], tensors: tensors
        ).encoded()
        var random = Random()
        var (files, errors) = (0, 0)
        let start = ContinuousClock.now
        for _ in 0..<2000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<min(bytes.count, 700), using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place...)
                case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 40)], at: place)
                case 3:
                    let digits = ["999999999999999", "-1", "0", "1e30", "\"", "[", "18446744073709551616"]
                    let text = digits.randomElement(using: &random) ?? ""
                    bytes.replaceSubrange(place..<min(bytes.count, place + text.utf8.count), with: text.utf8)
                default:
                    bytes.replaceSubrange(
                        place..<min(bytes.count, place + 8), with: [255, 255, 255, 255, 0, 0, 0, 0])
                }
            }
            do {
                let file = try SafetensorsFile(bytes: bytes)
                files += 1
                #expect(file.tensors.count <= 12)
            } catch let error as SafetensorsError {
                errors += 1
                #expect(!"\(error)".isEmpty)
            }
        }
        #expect(files + errors == 2000)
        #expect(errors > 200, "\(files) files, \(errors) errors")
        #if !DEBUG
            #expect(start.duration(to: .now) < .seconds(60))
        #endif
    }
}
