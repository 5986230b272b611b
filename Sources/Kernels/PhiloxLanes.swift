/// Eight Philox counters at once, one in each 64-bit lane: the fast form of `Philox4x32.words`.
///
/// Words are kept in the low halves of 64-bit lanes, because a 32 × 32 → 64 bit product is one instruction there.
struct PhiloxLanes {
    typealias Lanes = SIMD8<UInt64>

    /// The words of the eight counters, each in the low half of a lane.
    var words: (Lanes, Lanes, Lanes, Lanes)

    @inline(__always) private static var low: Lanes { Lanes(repeating: 0xFFFF_FFFF) }

    /// The words for the counters (first + 0 … first + 7, site, step, trial).
    @inline(__always)
    init(first: UInt32, position: RandomPosition, key: RandomKey) {
        let base = Lanes(repeating: UInt64(first)) &+ Lanes(0, 1, 2, 3, 4, 5, 6, 7)
        var c0 = base & Self.low
        var c1 = Lanes(repeating: UInt64(position.site))
        var c2 = Lanes(repeating: UInt64(position.step))
        var c3 = Lanes(repeating: UInt64(position.trial))
        var k0 = key.low
        var k1 = key.high
        let shift = Lanes(repeating: 32)
        for _ in 0..<10 {
            let first = c0 &* Lanes(repeating: Philox4x32.firstMultiplier)
            let second = c2 &* Lanes(repeating: Philox4x32.secondMultiplier)
            c0 = (second &>> shift) ^ c1 ^ Lanes(repeating: UInt64(k0))
            c1 = second & Self.low
            c2 = (first &>> shift) ^ c3 ^ Lanes(repeating: UInt64(k1))
            c3 = first & Self.low
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        words = (c0, c1, c2, c3)
    }
}
