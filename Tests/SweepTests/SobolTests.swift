import Foundation
import Sweep
import TestSupport
import Testing

@Suite struct SobolTests {
    struct Reference: Decodable {
        var scale: Double
        var indices: [Int]
        var points: [[Double]]
    }

    @Test func pointsAreThoseOfSciPy() throws {
        let file = URL(fileURLWithPath: fixtureFolder(beside: #filePath) + "/sobol.json")
        let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
        let sequence = SobolSequence(dimensions: 128)
        for (index, expected) in zip(reference.indices, reference.points) {
            #expect(sequence.point(index).map { $0 * reference.scale } == expected, "point \(index)")
        }
    }

    /// Each of 2^m equal intervals holds one of the first 2^m points, scrambled or not.
    @Test(arguments: [false, true])
    func everyIntervalHoldsOnePoint(isScrambled: Bool) {
        let random = SamplerRandom(seed: 7)
        let sequence = SobolSequence(dimensions: 12, scrambling: isScrambled ? random : nil)
        let points = (0..<64).map { sequence.point($0) }
        for dimension in 0..<12 {
            let intervals = points.map { Int($0[dimension] * 64) }
            #expect(intervals.sorted() == Array(0..<64))
        }
    }

    @Test func scramblingFollowsTheSeed() {
        let first = SobolSequence(dimensions: 3, scrambling: SamplerRandom(seed: 1)).point(5)
        #expect(first == SobolSequence(dimensions: 3, scrambling: SamplerRandom(seed: 1)).point(5))
        #expect(first != SobolSequence(dimensions: 3, scrambling: SamplerRandom(seed: 2)).point(5))
    }
}
