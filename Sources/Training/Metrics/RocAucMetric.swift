import Spec

/// The area under the curve of true-positive rate against false-positive rate.
///
///     two classes:  auc = (R - P(P + 1)/2) / (P N)
///                   R: sum of the positives' ranks by probability (ties share their mean rank),
///                   P, N: number of positives and negatives
///     more classes: the mean over classes of class against rest
///
/// - Limits: a class without rows, or with all of them, has no curve → NaN; NaN prediction → NaN; O(n log n)
/// - Source: Mann and Whitney, "On a test of whether one of two random variables is stochastically larger",
///   1947; equals scikit-learn `roc_auc_score` (`multi_class="ovr"`, `average="macro"`)
package struct RocAucMetric: Metric {
    package static let name = "roc_auc"
    package static let aliases: [String] = ["auc"]
    package static let summary =
        "The chance that a random positive row is ranked above a random negative one."
    package static let documentation = """
        The area under the curve of true-positive rate against false-positive rate: the chance that a \
        random positive row gets a higher probability than a random negative one, ties counting half. With \
        more than two classes, the mean over classes of class against rest. Higher is better. NaN when a \
        class has no rows or all of them.
        """
    package static let primaryField: String? = nil
    package let label = name
    package let direction = MetricDirection.higherIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessClassification(task) }

    package func value(of rows: ScoredRows) -> Double {
        guard rows.rowCount > 0, !rows.hasNaNPredictions else { return .nan }
        let classes = rows.targetClasses()
        let columns = rows.task.predictionColumns
        if columns == 1 {
            return Self.area(scores: rows.predictions, isPositive: classes.map { $0 == 1 })
        }
        let areas = (0..<columns).map { column in
            let scores = stride(from: column, to: rows.predictions.count, by: columns).map {
                rows.predictions[$0]
            }
            return Self.area(scores: scores, isPositive: classes.map { $0 == column })
        }
        return areas.reduce(0, +) / Double(columns)
    }

    private static func area(scores: [Double], isPositive: [Bool]) -> Double {
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var positives = 0
        var positiveRankSum = 0.0
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, scores[order[end]] == scores[order[start]] {
                end += 1
            }
            // Ranks start + 1 … end are tied: each row of the tie gets their mean.
            let meanRank = Double(start + 1 + end) / 2
            for position in start..<end where isPositive[order[position]] {
                positives += 1
                positiveRankSum += meanRank
            }
            start = end
        }
        let negatives = scores.count - positives
        guard positives > 0, negatives > 0 else { return .nan }
        let positiveCount = Double(positives)
        let smallestRankSum = positiveCount * (positiveCount + 1) / 2
        return (positiveRankSum - smallestRankSum) / (positiveCount * Double(negatives))
    }
}
