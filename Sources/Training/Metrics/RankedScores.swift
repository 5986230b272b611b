/// Scores of one class beside the truth: what curves over thresholds are computed from.
struct RankedScores {
    private(set) var scores: [Double]
    private(set) var isPositive: [Bool]
    private(set) var weights: [Double]?

    init(scores: [Double], isPositive: [Bool], weights: [Double]?) {
        self.scores = scores
        self.isPositive = isPositive
        self.weights = weights
    }

    mutating func append(_ other: RankedScores) {
        scores += other.scores
        isPositive += other.isPositive
        weights = weights.map { $0 + (other.weights ?? []) }
    }

    var positiveWeight: Double {
        scores.indices.reduce(0) { $0 + (isPositive[$1] ? weight($1) : 0) }
    }

    private func weight(_ row: Int) -> Double { weights.map { $0[row] } ?? 1 }

    /// Weight of positives and negatives at each distinct score, from the highest score to the lowest.
    ///
    /// - Limits: O(n log n)
    func steps() -> [(positives: Double, negatives: Double)] {
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        var steps: [(positives: Double, negatives: Double)] = []
        var last: Double?
        for row in order {
            if scores[row] != last {
                steps.append((0, 0))
                last = scores[row]
            }
            if isPositive[row] {
                steps[steps.count - 1].positives += weight(row)
            } else {
                steps[steps.count - 1].negatives += weight(row)
            }
        }
        return steps
    }
}
