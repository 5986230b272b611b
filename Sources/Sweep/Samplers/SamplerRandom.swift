import Foundation
import Kernels

/// Random numbers for samplers: a function of seed, point number, dimension and draw, so that no draw depends
/// on another.
package struct SamplerRandom: Sendable {
    private let key: RandomKey

    package init(seed: UInt64) { key = RandomKey(seed: seed, stream: .sampler) }

    /// Uniform in [0, 1), 53 bits. `draw` counts what one point and dimension need, `attempt` how often the
    /// point was forbidden.
    package func uniform(number: Int, dimension: Int, draw: Int = 0, attempt: Int = 0) -> Double {
        let words = words(draw, dimension, attempt, number)
        let bits = UInt64(words.x) << 32 | UInt64(words.y)
        return Double(bits >> 11) * 0x1p-53
    }

    /// Four random words of one counter.
    func words(_ first: Int, _ second: Int, _ third: Int, _ fourth: Int) -> SIMD4<UInt32> {
        let counter = SIMD4(
            UInt32(truncatingIfNeeded: first), UInt32(truncatingIfNeeded: second),
            UInt32(truncatingIfNeeded: third), UInt32(truncatingIfNeeded: fourth))
        return Philox4x32.words(counter: counter, key: key)
    }
}

/// A run of random numbers for one purpose, one after the other.
struct SamplerStream {
    private let random: SamplerRandom
    private let number: Int
    private let site: Int
    private let attempt: Int
    private var draw = 0

    /// `site` tells the purposes of one point apart.
    init(_ random: SamplerRandom, number: Int, site: Int, attempt: Int) {
        self.random = random
        self.number = number
        self.site = site
        self.attempt = attempt
    }

    /// Uniform in [0, 1).
    mutating func uniform() -> Double {
        draw += 1
        return random.uniform(number: number, dimension: site, draw: draw, attempt: attempt)
    }

    /// Normal with mean 0 and standard deviation 1: the cosine half of a Box–Muller pair.
    mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }
}
