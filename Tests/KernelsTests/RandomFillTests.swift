import Kernels
import Testing

/// Expected numbers: Tests/References/kernels_random.py.
@Suite struct RandomFillTests {
    let key = RandomKey(seed: 123, stream: .initialization)
    let position = RandomPosition(site: 5, step: 6, trial: 7)

    @Test func keysOfStreamsAreKnown() {
        #expect(RandomKey(seed: 123, stream: .shuffle) == RandomKey(low: 510_055_638, high: 536_017_450))
        let all = RandomStream.allCases.map { RandomKey(seed: 123, stream: $0) }
        #expect(Set(all).count == all.count)
    }

    @Test func uniformFloatsAreTheTopBitsOfTheWords() {
        let buffer = Buffer(.float32, count: 40)
        RandomFill.uniform(into: buffer.typed(Float.self), count: 40, key: key, position: position)
        let values = buffer.array(Float.self).map { $0 * 0x1p24 }
        #expect(
            [values[0], values[1], values[33], values[39]] == [6_241_073, 10_300_394, 2_692_018, 3_338_124])
    }

    @Test func uniformDoublesTakeTwoWords() {
        let buffer = Buffer(.float64, count: 4)
        RandomFill.uniform(into: buffer.typed(Double.self), count: 4, key: key, position: position)
        let expected = [0.3719969952045826, 0.9370918458104888, 0.3849670415403862, 0.9776579075108307]
        #expect(buffer.array(Double.self) == expected)
    }

    @Test func normalsComeInPairs() {
        let expected = [0.8902090644584107, -0.3714141585813526, 0.9762820287413605, -0.1379573977621335]
        let doubles = Buffer(.float64, count: 4)
        let floats = Buffer(.float32, count: 3)
        RandomFill.normal(into: doubles.typed(Double.self), count: 4, key: key, position: position)
        RandomFill.normal(into: floats.typed(Float.self), count: 3, key: key, position: position)
        for (found, value) in zip(doubles.array(Double.self), expected) {
            #expect(abs(found - value) < 1e-15)
        }
        #expect(floats.array(Float.self) == expected.prefix(3).map { Float($0) })
    }

    @Test(arguments: [1, 31, 32, 33, 63]) func anElementDoesNotDependOnTheCount(count: Int) {
        let short = Buffer(.float32, count: count)
        let long = Buffer(.float32, count: 100)
        RandomFill.uniform(into: short.typed(Float.self), count: count, key: key, position: position)
        RandomFill.uniform(into: long.typed(Float.self), count: 100, key: key, position: position)
        #expect(short.array(Float.self) == Array(long.array(Float.self).prefix(count)))
    }

    /// Mean 1/2 and variance 1/12 of a uniform, 0 and 1 of a normal; 900 draws: standard errors of the mean
    /// 0.0096 and 0.033, of the variance 0.0025 and 0.047. The bounds are four of them.
    @Test func momentsAreThoseOfTheDistributions() {
        let buffer = Buffer(.float64, count: 900)
        let values = buffer.elements(Double.self)
        RandomFill.uniform(into: buffer.typed(Double.self), count: 900, key: key, position: position)
        #expect(abs(mean(values) - 0.5) < 0.039)
        #expect(abs(variance(values) - 1 / 12) < 0.01)
        RandomFill.normal(into: buffer.typed(Double.self), count: 900, key: key, position: position)
        #expect(abs(mean(values)) < 0.133)
        #expect(abs(variance(values) - 1) < 0.19)
    }

    func mean(_ values: UnsafeMutableBufferPointer<Double>) -> Double {
        values.reduce(0, +) / Double(values.count)
    }

    func variance(_ values: UnsafeMutableBufferPointer<Double>) -> Double {
        let center = mean(values)
        return values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(values.count)
    }
}
