internal import CIntrinsics

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
        // 32 draws at a time: vector arithmetic. They are made two groups ahead of their swaps, whose cache lines
        // are asked for meanwhile: the swaps' reads and writes are far apart.
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * group) { draws in
            guard let draws = draws.baseAddress else { return }
            func draw(from start: Int) {
                let block = UInt32(truncatingIfNeeded: start / 4)
                let target = draws + start % (4 &* group)
                let lanes = PhiloxLanes(first: block, position: position, key: key)
                lanes.storeDraws(firstBound: start &+ 1, into: target)
                for index in 0..<group {
                    assay_prefetch_for_writing(result + min(Int(target[index]), count &- 1))
                }
            }
            let last = (count &- 1) / group &* group
            var start = last
            while start >= max(last &- 2 &* group, 0) {
                draw(from: start)
                start &-= group
            }
            var end = count
            var current = last
            while current >= 0 {
                if start >= 0 {
                    draw(from: start)
                    start &-= group
                }
                swap(result, from: current, to: end, draws + current % (4 &* group))
                end = current
                current &-= group
            }
        }
    }

    /// Draws made at a time.
    private static let group = 32

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
