internal import CIntrinsics

/// Eight Philox counters at once, one in each 64-bit lane: the fast form of `Philox4x32.words`.
///
/// Words are kept in the low halves of 64-bit lanes, because a 32 × 32 → 64 bit product is one instruction
/// there; the high halves hold anything.
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
        var k0 = Lanes(repeating: UInt64(key.low))
        var k1 = Lanes(repeating: UInt64(key.high))
        let firstStep = Lanes(repeating: 0x9E37_79B9)
        let secondStep = Lanes(repeating: 0xBB67_AE85)
        let firstMultiplier = Lanes(repeating: Philox4x32.firstMultiplier)
        let secondMultiplier = Lanes(repeating: Philox4x32.secondMultiplier)
        for _ in 0..<10 {
            let first = assay_u64_multiply_low(c0, firstMultiplier)
            let second = assay_u64_multiply_low(c2, secondMultiplier)
            c0 = assay_u64_high_xor(second, c1, k0)
            c1 = second
            c2 = assay_u64_high_xor(first, c3, k1)
            c3 = first
            k0 = assay_u64_add(k0, firstStep)
            k1 = assay_u64_add(k1, secondStep)
        }
        words = (c0, c1, c2, c3)
    }

    /// Numbers in 0 ..< bound made of the four words of all counters: ⌊word · bound / 2³²⌋, where the bound
    /// of word j of counter c is `firstBound + 4 · c + j`; stored in the order of the bounds.
    @inline(__always)
    func storeDraws(firstBound: Int, into draws: UnsafeMutablePointer<UInt32>) {
        let bound = UInt64(truncatingIfNeeded: firstBound)
        let bounds = Lanes(0, 4, 8, 12, 16, 20, 24, 28) &+ Lanes(repeating: bound)
        let a = assay_u64_high(assay_u64_multiply_low(words.0, bounds))
        let b = assay_u64_high(assay_u64_multiply_low(words.1, bounds &+ Lanes(repeating: 1)))
        let c = assay_u64_high(assay_u64_multiply_low(words.2, bounds &+ Lanes(repeating: 2)))
        let d = assay_u64_high(assay_u64_multiply_low(words.3, bounds &+ Lanes(repeating: 3)))
        let first = assay_u64_join(a, b)
        let second = assay_u64_join(c, d)
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
