internal import CIntrinsics

/// Eight Philox counters at once, one in each 64-bit lane: the fast form of `Philox4x32.words`.
///
/// Words are kept in the low halves of 64-bit lanes, because a 32 × 32 → 64 bit product is one instruction there;
/// the high halves hold anything.
struct PhiloxLanes {
    typealias Lanes = SIMD8<UInt64>

    /// The words of the eight counters, each in the low half of a lane.
    var words: (Lanes, Lanes, Lanes, Lanes)

    /// The words for the counters (first + 0 … first + 7, site, step, trial).
    @inline(__always)
    init(first: UInt32, position: RandomPosition, key: RandomKey) {
        var c0 = Lanes(repeating: UInt64(first)) &+ Lanes(0, 1, 2, 3, 4, 5, 6, 7)
        var c1 = Lanes(repeating: UInt64(position.site))
        var c2 = Lanes(repeating: UInt64(position.step))
        var c3 = Lanes(repeating: UInt64(position.trial))
        var k0 = key.low
        var k1 = key.high
        let firstMultiplier = Lanes(repeating: Philox4x32.firstMultiplier)
        let secondMultiplier = Lanes(repeating: Philox4x32.secondMultiplier)
        let shift = Lanes(repeating: 32)
        for _ in 0..<10 {
            let first = assay_u64_multiply_low(c0, firstMultiplier)
            let second = assay_u64_multiply_low(c2, secondMultiplier)
            c0 = (second &>> shift) ^ c1 ^ Lanes(repeating: UInt64(k0))
            c1 = second
            c2 = (first &>> shift) ^ c3 ^ Lanes(repeating: UInt64(k1))
            c3 = first
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        words = (c0, c1, c2, c3)
    }

    /// Numbers in 0 ..< bound made of the four words of all counters: ⌊word · bound / 2³²⌋, where the bound of word j
    /// of counter c is `firstBound + 4 · c + j`; stored in the order of the bounds.
    @inline(__always)
    func storeDraws(firstBound: Int, into draws: UnsafeMutablePointer<UInt32>) {
        let counters =
            Lanes(0, 4, 8, 12, 16, 20, 24, 28) &+ Lanes(repeating: UInt64(truncatingIfNeeded: firstBound))
        let shift = Lanes(repeating: 32)
        let one = Lanes(repeating: 1)
        let a = assay_u64_multiply_low(words.0, counters) &>> shift
        let b = assay_u64_multiply_low(words.1, counters &+ one) &>> shift
        let c = assay_u64_multiply_low(words.2, counters &+ one &+ one) &>> shift
        let d = assay_u64_multiply_low(words.3, counters &+ one &+ one &+ one) &>> shift
        let first = a | (b &<< shift)
        let second = c | (d &<< shift)
        let target = UnsafeMutableRawPointer(draws)
        for counter in 0..<8 {
            target.storeBytes(of: first[counter], toByteOffset: 16 &* counter, as: UInt64.self)
            target.storeBytes(of: second[counter], toByteOffset: 16 &* counter &+ 8, as: UInt64.self)
        }
    }

    /// The top 24 bits of the words as numbers in [0, 1), in the order counter by counter, word by word.
    @inline(__always)
    func storeUniform(into result: UnsafeMutablePointer<Float>) {
        let scale = SIMD8<Float>(repeating: 0x1p-24)
        let a = assay_u64_top24(words.0) * scale
        let b = assay_u64_top24(words.1) * scale
        let c = assay_u64_top24(words.2) * scale
        let d = assay_u64_top24(words.3) * scale
        let abLow = assay_f32_zip_low(a, b)
        let cdLow = assay_f32_zip_low(c, d)
        let abHigh = assay_f32_zip_high(a, b)
        let cdHigh = assay_f32_zip_high(c, d)
        Self.store(assay_f32_pair_low(abLow, cdLow), into: result)
        Self.store(assay_f32_pair_high(abLow, cdLow), into: result + 4)
        Self.store(assay_f32_pair_low(abHigh, cdHigh), into: result + 8)
        Self.store(assay_f32_pair_high(abHigh, cdHigh), into: result + 12)
    }

    @inline(__always)
    private static func store(_ halves: SIMD8<Float>, into result: UnsafeMutablePointer<Float>) {
        assay_f32_store_low(result, halves)
        assay_f32_store_high(result + 16, halves)
    }
}
