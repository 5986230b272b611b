import Machine
import Synchronization

/// Percentile intervals of means by drawing rows with replacement.
///
///     replicate b draws n of the n rows; every column's mean over the same draws is its value in b
///     interval = the 2.5 % and 97.5 % quantiles of the values, linear between neighbors
///
/// The generator is SplitMix64. Output b of the generator started at the seed starts that of replicate b, so that the
/// replicates are unrelated; each of its outputs gives two row numbers by multiplication with n, upper half first. So
/// the intervals are the same on every machine and with any number of cores.
///
/// - Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13; Steele, Lea and Flood, Fast
///   Splittable Pseudorandom Number Generators, 2014
package struct BootstrapInterval: Sendable, Equatable {
    package var mean: Double
    package var lower: Double
    package var upper: Double

    package init(mean: Double, lower: Double, upper: Double) {
        self.mean = mean
        self.lower = lower
        self.upper = upper
    }

    package static let replicates = 1000

    /// - Parameter values: [rows, columns], row-major
    /// - Returns: one interval for each column; none without rows
    package static func all(
        _ values: [Double], columns: Int, seed: UInt64, replicates: Int = BootstrapInterval.replicates
    ) -> [BootstrapInterval] {
        guard columns > 0, values.count >= columns else { return [] }
        let rows = values.count / columns
        let means = Mutex([[Double]](repeating: [], count: replicates))
        concurrentPerform(replicates) { replicate in
            let found = mean(values, columns: columns, rows: rows, seed: seed, replicate: replicate)
            means.withLock { $0[replicate] = found }
        }
        let drawn = means.withLock { $0 }
        return (0..<columns).map { column in
            var total = 0.0
            for row in 0..<rows { total += values[row * columns + column] }
            let sorted = drawn.map { $0[column] }.sorted()
            return BootstrapInterval(
                mean: total / Double(rows), lower: quantile(sorted, 0.025), upper: quantile(sorted, 0.975))
        }
    }

    private static func mean(
        _ values: [Double], columns: Int, rows: Int, seed: UInt64, replicate: Int
    ) -> [Double] {
        var starts = seed &+ UInt64(replicate) &* 0x9E37_79B9_7F4A_7C15
        var state = next(&starts)
        var sums = [Double](repeating: 0, count: columns)
        let count = UInt64(rows)
        values.withUnsafeBufferPointer { values in
            sums.withUnsafeMutableBufferPointer { sums in
                func add(_ draw: UInt64) {
                    let start = Int((draw &* count) >> 32) * columns
                    for column in 0..<columns { sums[column] += values[start + column] }
                }
                var drawn = 0
                while drawn < rows {
                    let bits = next(&state)
                    add(bits >> 32)
                    if drawn + 1 < rows { add(bits & 0xffff_ffff) }
                    drawn += 2
                }
            }
        }
        return sums.map { $0 / Double(rows) }
    }

    private static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }

    /// - Parameter sorted: in rising order, not empty
    static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let index = Int(place)
        guard index + 1 < sorted.count else { return sorted.last ?? .nan }
        return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
    }
}
