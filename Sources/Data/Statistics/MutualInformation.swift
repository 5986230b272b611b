import Foundation
import Kernels

/// Mutual information of two columns, in nats.
///
/// Numbers: the nearest-neighbor estimate with 3 neighbors. Columns of at most two values are discrete. Equal numbers
/// are set apart by noise, 1e-10 of the column's size, as the estimate is made for numbers without ties and would take
/// distances of 0 for certainty about nothing.
///
///     numbers, numbers   ψ(n) + ψ(k) − mean ψ(nx) − mean ψ(ny)      nx, ny: points nearer than the k-th neighbor, + 1
///     number, classes    ψ(n) + mean ψ(k) − mean ψ(class size) − mean ψ(m)
///     discrete both      Σ p(x, y) · ln(p(x, y) / (p(x) · p(y)))
///
/// - Limits: never below 0; the noise depends on the row's place alone, so that the result is the same every time
/// - Source: Kraskov, Stögbauer, Grassberger (2004), estimator 1; Ross (2014); the noise as in scikit-learn
enum MutualInformation {
    private static let neighbours = 3

    static func numbers(_ x: [Double], _ y: [Double], isDiscrete: Bool) -> Double {
        guard x.count > neighbours else { return 0 }
        let (scaledX, scaledY) = (scaled(x, site: 0), scaled(y, site: 1))
        if isDiscrete { return numberAndClasses(scaledY, codes(x), classes: 2) }
        return bothNumbers(scaledX, scaledY)
    }

    static func classes(_ x: [Double], _ y: [Int], classes: Int, isDiscrete: Bool) -> Double {
        guard x.count > neighbours else { return 0 }
        if isDiscrete { return bothDiscrete(codes(x), y, classes: classes) }
        return numberAndClasses(scaled(x, site: 0), y, classes: classes)
    }

    /// Divided by the standard deviation, as the estimates compare distances of both columns, and set apart by noise.
    private static func scaled(_ values: [Double], site: Int) -> [Double] {
        let deviation = ColumnStatistics(values).deviation()
        let scaled = deviation > 0 ? values.map { $0 / deviation } : values
        let size = scaled.reduce(0) { $0 + abs($1) } / Double(max(1, scaled.count))
        let noise = GeneratorRandom(seed: 0).normal(scaled.count, site: site)
        return zip(scaled, noise).map { $0 + 1e-10 * max(1, size) * $1 }
    }

    /// 0 for the smaller of two values, 1 for the other.
    private static func codes(_ values: [Double]) -> [Int] {
        let smallest = values.min() ?? 0
        return values.map { $0 > smallest ? 1 : 0 }
    }

    private static func bothDiscrete(_ x: [Int], _ y: [Int], classes: Int) -> Double {
        let width = (x.max() ?? 0) + 1
        var joint = [Double](repeating: 0, count: width * classes)
        var first = [Double](repeating: 0, count: width)
        var second = [Double](repeating: 0, count: classes)
        for row in x.indices {
            joint[x[row] * classes + y[row]] += 1
            first[x[row]] += 1
            second[y[row]] += 1
        }
        let rows = Double(x.count)
        var sum = 0.0
        for value in 0..<width {
            for label in 0..<classes where joint[value * classes + label] > 0 {
                let together = joint[value * classes + label]
                sum += together / rows * log(together * rows / (first[value] * second[label]))
            }
        }
        return max(0, sum)
    }

    private static func bothNumbers(_ x: [Double], _ y: [Double]) -> Double {
        let order = x.indices.sorted { x[$0] < x[$1] }
        let (sortedX, partner) = (order.map { x[$0] }, order.map { y[$0] })
        let sortedY = y.sorted()
        var sum = 0.0
        for position in order.indices {
            let radius = max(0, neighbourDistance(position, sortedX, partner).nextDown)
            sum += digamma(Double(within(radius, of: sortedX[position], sortedX)))
            sum += digamma(Double(within(radius, of: partner[position], sortedY)))
        }
        let rows = Double(x.count)
        return max(0, digamma(rows) + digamma(Double(neighbours)) - sum / rows)
    }

    /// Distance (the larger of both coordinates') to the k-th nearest point, looking outwards in the order of x.
    private static func neighbourDistance(_ position: Int, _ x: [Double], _ y: [Double]) -> Double {
        var nearest = [Double](repeating: .infinity, count: neighbours)
        var below = position - 1
        var above = position + 1
        while true {
            let gapBelow = below >= 0 ? x[position] - x[below] : .infinity
            let gapAbove = above < x.count ? x[above] - x[position] : .infinity
            let gap = min(gapBelow, gapAbove)
            guard gap < nearest[neighbours - 1] else { return nearest[neighbours - 1] }
            let other = gapBelow <= gapAbove ? below : above
            if gapBelow <= gapAbove { below -= 1 } else { above += 1 }
            insert(max(gap, abs(y[position] - y[other])), &nearest)
        }
    }

    private static func insert(_ distance: Double, _ nearest: inout [Double]) {
        guard distance < nearest[neighbours - 1] else { return }
        nearest[neighbours - 1] = distance
        nearest.sort()
    }

    /// Points of a sorted list no farther than `radius`, the point itself among them. Differences are compared, as a
    /// sum with the radius may round onto a point just outside.
    private static func within(_ radius: Double, of value: Double, _ sorted: [Double]) -> Int {
        let first = firstIndex(sorted.count) { value - sorted[$0] <= radius }
        let end = firstIndex(sorted.count) { sorted[$0] - value > radius }
        return end - first
    }

    /// The first index for which a condition holds that stays true once it is; `count` if it never is.
    private static func firstIndex(_ count: Int, _ condition: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static func numberAndClasses(_ x: [Double], _ y: [Int], classes: Int) -> Double {
        var groups = [[Double]](repeating: [], count: classes)
        for row in x.indices { groups[y[row]].append(x[row]) }
        // A class of one row has no neighbors and does not count.
        let counted = groups.filter { $0.count > 1 }
        let all = counted.flatMap { $0 }.sorted()
        guard !all.isEmpty else { return 0 }
        var sum = 0.0
        for group in counted.map({ $0.sorted() }) {
            let reach = min(neighbours, group.count - 1)
            for position in group.indices {
                let radius = max(0, neighbourDistance(position, group, reach).nextDown)
                let near = within(radius, of: group[position], all)
                sum += digamma(Double(reach)) - digamma(Double(group.count)) - digamma(Double(near))
            }
        }
        let rows = Double(all.count)
        return max(0, digamma(rows) + sum / rows)
    }

    /// Distance to the k-th nearest value of a sorted list.
    private static func neighbourDistance(_ position: Int, _ sorted: [Double], _ reach: Int) -> Double {
        var below = position - 1
        var above = position + 1
        var distance = 0.0
        for _ in 0..<reach {
            let gapBelow = below >= 0 ? sorted[position] - sorted[below] : .infinity
            let gapAbove = above < sorted.count ? sorted[above] - sorted[position] : .infinity
            distance = min(gapBelow, gapAbove)
            if gapBelow <= gapAbove { below -= 1 } else { above += 1 }
        }
        return distance
    }

    /// ψ(x) for x > 0: recurrence up to 10, then the asymptotic series (Abramowitz and Stegun, 6.3.5 and 6.3.18).
    static func digamma(_ x: Double) -> Double {
        var x = x
        var result = 0.0
        while x < 10 {
            result -= 1 / x
            x += 1
        }
        let square = 1 / (x * x)
        let tail = 1.0 / 240 - square * (1.0 / 132 - square * (691.0 / 32_760 - square / 12))
        let series = square * (1.0 / 12 - square * (1.0 / 120 - square * (1.0 / 252 - square * tail)))
        return result + log(x) - 0.5 / x - series
    }
}
