/// Rows in the order of their score, the highest first, and what accepting more and more of them finds.
///
/// Rows of equal score are accepted together. The area under the receiver operating characteristic is that of
/// trapezoids, so ties count one half; the average precision is the sum of precision × step of recall.
struct Ranking: Sendable {
    private(set) var falseRates: [Double] = [0]
    private(set) var trueRates: [Double] = [0]
    private(set) var recalls: [Double] = []
    private(set) var precisions: [Double] = []
    private(set) var area = 0.0
    private(set) var averagePrecision = 0.0
    /// The share of positive rows.
    private(set) var share = 0.0

    /// Nil when there are no rows of one of the two kinds.
    init?(scores: [Double], isPositive: [Bool]) {
        let order = scores.indices.filter { scores[$0].isFinite }
            .sorted { (-scores[$0], $0) < (-scores[$1], $1) }
        let positives = Double(order.count { isPositive[$0] })
        let negatives = Double(order.count) - positives
        guard positives > 0, negatives > 0 else { return nil }
        share = positives / Double(order.count)
        var truePositives = 0.0
        var falsePositives = 0.0
        var index = 0
        while index < order.count {
            let score = scores[order[index]]
            let before = (truePositives, falsePositives)
            while index < order.count, scores[order[index]] == score {
                if isPositive[order[index]] { truePositives += 1 } else { falsePositives += 1 }
                index += 1
            }
            area += (falsePositives - before.1) * (truePositives + before.0) / 2
            let precision = truePositives / (truePositives + falsePositives)
            averagePrecision += (truePositives - before.0) / positives * precision
            falseRates.append(falsePositives / negatives)
            trueRates.append(truePositives / positives)
            if recalls.isEmpty {
                recalls.append(0)
                precisions.append(precision)
            }
            recalls.append(truePositives / positives)
            precisions.append(precision)
        }
        area /= positives * negatives
    }
}
