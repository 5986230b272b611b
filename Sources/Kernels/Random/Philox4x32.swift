/// The counter-based random number generator Philox 4×32 with 10 rounds: 128 bits of counter and 64 bits of
/// key give 128 random bits, with no state in between.
///
///     one round: (c0, c1, c2, c3) → (high(M1·c2) ^ c1 ^ k0, low(M1·c2), high(M0·c0) ^ c3 ^ k1, low(M0·c0)),
///     then k0 += 0x9E3779B9, k1 += 0xBB67AE85
///
/// - Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011;
///   the tests hold the known answers published with the authors' library Random123.
package enum Philox4x32 {
    static let firstMultiplier: UInt64 = 0xD251_1F53
    static let secondMultiplier: UInt64 = 0xCD9E_8D57

    /// The four random words of one counter.
    package static func words(counter: SIMD4<UInt32>, key: RandomKey) -> SIMD4<UInt32> {
        var c = counter
        var k0 = key.low
        var k1 = key.high
        for _ in 0..<10 {
            let first = firstMultiplier &* UInt64(c.x)
            let second = secondMultiplier &* UInt64(c.z)
            c = SIMD4(
                UInt32(truncatingIfNeeded: second &>> 32) ^ c.y ^ k0,
                UInt32(truncatingIfNeeded: second),
                UInt32(truncatingIfNeeded: first &>> 32) ^ c.w ^ k1,
                UInt32(truncatingIfNeeded: first))
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return c
    }
}

/// The key of one sequence of random numbers.
package struct RandomKey: Hashable, Sendable {
    package var low: UInt32
    package var high: UInt32

    package init(low: UInt32, high: UInt32) {
        self.low = low
        self.high = high
    }

    /// The key of a stream: the first words that the seed itself, used as key, gives for the stream's number.
    /// So the streams of one seed, and the same stream of two seeds, have nothing in common.
    package init(seed: UInt64, stream: RandomStream) {
        let seedKey = RandomKey(
            low: UInt32(truncatingIfNeeded: seed), high: UInt32(truncatingIfNeeded: seed &>> 32))
        let words = Philox4x32.words(counter: SIMD4(stream.rawValue, 0, 0, 0), key: seedKey)
        self.init(low: words.x, high: words.y)
    }
}

/// What random numbers are drawn for. Numbers are never reused: changing one never changes another's draws.
package enum RandomStream: UInt32, Sendable, CaseIterable {
    case split = 1
    case initialization = 2
    case shuffle = 3
    case dropout = 4
    case sampler = 5
    /// Data made by a generator, whose seed is its own and not the experiment's.
    case generator = 6
    /// The training rows that metrics are measured on after each epoch.
    case metrics = 7
    /// The rows that each tree of a forest is grown on.
    case bootstrap = 8
}

/// Where in a stream a run of elements stands: the three counter words beside the element's own.
package struct RandomPosition: Hashable, Sendable {
    /// Which consumer: a layer's or parameter's number.
    package var site: UInt32
    /// Which epoch or training step.
    package var step: UInt32
    /// Which trial, 0 where trials differ by key or not at all.
    package var trial: UInt32

    package init(site: UInt32 = 0, step: UInt32 = 0, trial: UInt32 = 0) {
        self.site = site
        self.step = step
        self.trial = trial
    }
}
