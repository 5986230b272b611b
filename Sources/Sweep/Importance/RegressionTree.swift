/// A regression tree over the unit cube whose leaves are boxes with a mean.
///
/// Each split is the one of all dimensions and places that lowers the squared error most, the first of
/// equals; leaves hold equal values or equal points.
///
/// - Source: L. Breiman et al., "Classification and regression trees", 1984
struct RegressionTree {
    struct Leaf {
        /// The bounds of the box, [dimension].
        var lower: [Double]
        var upper: [Double]
        var value: Double

        /// Volume of the box without one dimension (nil: with all).
        func volume(without dimension: Int? = nil) -> Double {
            var volume = 1.0
            for index in lower.indices where index != dimension { volume *= upper[index] - lower[index] }
            return volume
        }
    }

    private(set) var leaves: [Leaf] = []
    private let points: [[Double]]
    private let values: [Double]

    /// Grown on the rows listed, which may repeat.
    init(points: [[Double]], values: [Double], rows: [Int]) {
        self.points = points
        self.values = values
        let dimensions = points.first?.count ?? 0
        var open = [
            (rows, [Double](repeating: 0, count: dimensions), [Double](repeating: 1, count: dimensions))
        ]
        while let (members, lower, upper) = open.popLast() {
            guard let split = bestSplit(members) else {
                let mean = members.reduce(0) { $0 + values[$1] } / Double(max(1, members.count))
                leaves.append(Leaf(lower: lower, upper: upper, value: mean))
                continue
            }
            var middle = upper
            middle[split.dimension] = split.place
            open.append((members.filter { points[$0][split.dimension] <= split.place }, lower, middle))
            middle = lower
            middle[split.dimension] = split.place
            open.append((members.filter { points[$0][split.dimension] > split.place }, middle, upper))
        }
    }

    private struct Split {
        var dimension: Int
        var place: Double
        var gain: Double
    }

    /// The split with the greatest Σ(left)² / n(left) + Σ(right)² / n(right); nil where none lowers the
    /// error.
    private func bestSplit(_ members: [Int]) -> Split? {
        guard members.count > 1 else { return nil }
        let mean = members.reduce(0) { $0 + values[$1] } / Double(members.count)
        let error = members.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) }
        guard error > 0 else { return nil }
        var best: Split?
        for dimension in points[members[0]].indices {
            let sorted = members.sorted { (points[$0][dimension], $0) < (points[$1][dimension], $1) }
            var left = 0.0
            for position in 0..<(sorted.count - 1) {
                left += values[sorted[position]] - mean
                let here = points[sorted[position]][dimension]
                let next = points[sorted[position + 1]][dimension]
                guard here < next else { continue }
                let count = Double(position + 1)
                // Around the mean both sides sum to the same amount with opposite sign.
                let gain = left * left * (1 / count + 1 / (Double(sorted.count) - count))
                if gain > best?.gain ?? error * 1e-12 {
                    best = Split(dimension: dimension, place: here + (next - here) / 2, gain: gain)
                }
            }
        }
        return best
    }

    /// The shares of the tree's variance over the unit cube that each dimension explains by itself.
    ///
    ///     f: the tree, f_d(x_d): its mean over all other dimensions
    ///     share of d = Var f_d / Var f
    func mainEffects() -> [Double]? {
        let mean = leaves.reduce(0) { $0 + $1.value * $1.volume() }
        let variance = leaves.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) * $1.volume() }
        guard variance > 0, let dimensions = leaves.first?.lower.count else { return nil }
        return (0..<dimensions).map { explained(by: $0, mean) / variance }
    }

    /// Var f_d: between two ends of boxes f_d is the sum of value · volume without d over the boxes that span them.
    private func explained(by dimension: Int, _ mean: Double) -> Double {
        var changes: [(place: Double, leaf: Int, amount: Double)] = []
        for (index, leaf) in leaves.enumerated() {
            let amount = (leaf.value - mean) * leaf.volume(without: dimension)
            changes.append((leaf.lower[dimension], index, amount))
            changes.append((leaf.upper[dimension], index, -amount))
        }
        changes.sort { ($0.place, $0.leaf) < ($1.place, $1.leaf) }
        var variance = 0.0
        var marginal = 0.0
        for (change, next) in zip(changes, changes.dropFirst()) {
            marginal += change.amount
            variance += marginal * marginal * (next.place - change.place)
        }
        return variance
    }
}
