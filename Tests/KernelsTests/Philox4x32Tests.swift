import Testing

import Kernels

/// Expected words: `kat_vectors` of Random123 1.14 (D. E. Shaw Research), lines "philox4x32 10".
@Suite struct Philox4x32Tests {
    @Test func publishedAnswerForZeros() {
        let words = Philox4x32.words(counter: .zero, key: RandomKey(low: 0, high: 0))
        #expect(words == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
    }

    @Test func publishedAnswerForOnes() {
        let words = Philox4x32.words(
            counter: SIMD4(repeating: UInt32.max), key: RandomKey(low: UInt32.max, high: UInt32.max))
        #expect(words == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
    }

    @Test func publishedAnswerForDigitsOfPi() {
        let words = Philox4x32.words(
            counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
            key: RandomKey(low: 0xA409_3822, high: 0x299F_31D0))
        #expect(words == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }
}
