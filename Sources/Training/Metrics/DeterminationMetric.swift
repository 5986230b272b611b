import Spec

/// The share of the target's variance that the predictions explain.
///
///     r2 = 1 - Σ (prediction - target)² / Σ (target - mean(target))²
///     (per column, then the mean over columns)
///
/// - Limits: fewer than two rows → NaN; constant target → 1 if every prediction is exact, else 0
/// - Source: scikit-learn `r2_score` (`force_finite`, uniform average)
package struct DeterminationMetric: Metric {
    package static let name = "r2"
    package static let aliases: [String] = []
    package static let summary = "The share of the target's variance that the predictions explain."
    package static let documentation = """
        r2 = 1 - Σ (prediction - target)² / Σ (target - mean(target))², per target column, then the mean \
        over columns. Higher is better; 0 is as good as the mean, negative is worse. NaN with fewer than \
        two rows. With a constant target: 1 when every prediction is exact, else 0.
        """
    package static let primaryField: String? = nil
    package let label = name
    package let direction = MetricDirection.higherIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessRegression(task) }

    package func value(of rows: ScoredRows) -> Double {
        guard rows.rowCount >= 2, !rows.hasNaNPredictions else { return .nan }
        return rows.meanOverColumns { column, columns in
            let indices = stride(from: column, to: rows.targets.count, by: columns)
            var targetSum = 0.0
            for index in indices {
                targetSum += rows.targets[index]
            }
            let mean = targetSum / Double(rows.rowCount)
            var residual = 0.0
            var total = 0.0
            for index in indices {
                let error = rows.predictions[index] - rows.targets[index]
                let deviation = rows.targets[index] - mean
                residual += error * error
                total += deviation * deviation
            }
            if total == 0 {
                return residual == 0 ? 1 : 0
            }
            return 1 - residual / total
        }
    }
}
