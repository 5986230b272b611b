/// Random orders of rows.
package enum Permutation {
    /// Writes a uniformly random order of 0 ..< count, a pure function of key and position.
    ///
    ///     for i = count − 1 … 1: swap entries i and j, where j = ⌊word(i) · (i + 1) / 2³²⌋ is in 0 … i and
    ///     word(i) is word i mod 4 of the Philox block with counter (⌊i / 4⌋, site, step, trial)
    ///
    /// - Limits: count below 2³¹; the draw of j is off uniform by less than count / 2³².
    /// - Source: Fisher and Yates' shuffle in R. Durstenfeld's form, "Algorithm 235", CACM 7 (1964).
    package static func fill(
        _ result: UnsafeMutablePointer<Int32>, count: Int, key: RandomKey, position: RandomPosition
    ) {
        for index in 0..<count { result[index] = Int32(truncatingIfNeeded: index) }
        guard count > 1 else { return }
        // 32 draws at a time, all before their swaps: the draws are vector arithmetic, and the swaps' reads
        // are far apart and need not wait for each other.
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 32) { draws in
            guard let draws = draws.baseAddress else { return }
            var start = (count &- 1) & ~31
            var end = count
            while start >= 0 {
                let block = UInt32(truncatingIfNeeded: start / 4)
                let lanes = PhiloxLanes(first: block, position: position, key: key)
                lanes.storeDraws(firstBound: start &+ 1, into: draws)
                swap(result, from: start, to: end, draws)
                end = start
                start &-= 32
            }
        }
    }

    @inline(__always)
    private static func swap(
        _ result: UnsafeMutablePointer<Int32>, from start: Int, to end: Int, _ draws: UnsafePointer<UInt32>
    ) {
        var index = end &- 1
        while index >= start {
            let other = Int(truncatingIfNeeded: draws[index &- start])
            let kept = result[index]
            result[index] = result[other]
            result[other] = kept
            index &-= 1
        }
    }
}
