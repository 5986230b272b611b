/// Random orders of rows.
package enum Permutation {
    /// Writes a uniformly random order of 0 ..< count, a pure function of key and position.
    ///
    ///     for i = count − 1 … 1: swap entries i and j, where j = ⌊word(i) · (i + 1) / 2³²⌋ is in 0 … i
    ///
    /// - Limits: count below 2³¹; the draw of j is off uniform by less than count / 2³².
    /// - Source: Fisher and Yates' shuffle in R. Durstenfeld's form, "Algorithm 235", CACM 7 (1964).
    package static func fill(
        _ result: UnsafeMutablePointer<Int32>, count: Int, key: RandomKey, position: RandomPosition
    ) {
        for index in 0..<count { result[index] = Int32(truncatingIfNeeded: index) }
        guard count > 1 else { return }
        for index in stride(from: count - 1, through: 1, by: -1) {
            let counter = SIMD4(
                UInt32(truncatingIfNeeded: index / 4), position.site, position.step, position.trial)
            let word = Philox4x32.words(counter: counter, key: key)[index % 4]
            let other = Int((UInt64(word) &* UInt64(index + 1)) &>> 32)
            let kept = result[index]
            result[index] = result[other]
            result[other] = kept
        }
    }
}
