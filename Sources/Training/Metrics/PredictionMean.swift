/// The mean of what several models predict for the same rows: numbers in the target's own units, classes by their
/// probabilities.
///
///     mean = Σ w p / Σ w
///     spread² = Σ w (s² + (p - mean)²) / Σ w       s: how far the members of a model that is an ensemble are apart
package enum PredictionMean {
    /// - Parameters:
    ///   - parts: of each model; rows are the same, in the same order
    ///   - weights: of each model
    ///   - withSpread: whether to say how far the models are apart
    package static func of(_ parts: [ScoredRows], weights: [Double], withSpread: Bool = false) -> ScoredRows {
        let parts = alike(parts)
        guard var result = parts.first else {
            return ScoredRows(task: .regression(columns: 1), predictions: [], targets: [])
        }
        let total = weights.reduce(0, +)
        var sums = [Double](repeating: 0, count: result.predictions.count)
        for (part, weight) in zip(parts, weights) {
            for place in sums.indices { sums[place] += weight * part.predictions[place] }
        }
        result.predictions = sums.map { $0 / total }
        result.spreads = withSpread ? spreads(parts, weights, around: result) : nil
        return result
    }

    private static func spreads(
        _ parts: [ScoredRows], _ weights: [Double], around mean: ScoredRows
    ) -> [Double] {
        let columns = mean.task.predictionColumns
        let width = mean.task.isClassification ? 1 : columns
        let rows = mean.predictions.count / max(columns, 1)
        let total = weights.reduce(0, +)
        var spreads = [Double](repeating: 0, count: rows * width)
        for row in 0..<rows {
            for place in 0..<width {
                let column = mean.task.isClassification ? largest(mean.predictions, row, columns) : place
                var sum = 0.0
                for (part, weight) in zip(parts, weights) {
                    let distance =
                        part.predictions[row * columns + column] - mean.predictions[row * columns + column]
                    let own = part.spreads?[row * width + place] ?? 0
                    sum += weight * (own * own + distance * distance)
                }
                spreads[row * width + place] = (sum / total).squareRoot()
            }
        }
        return spreads
    }

    private static func largest(_ predictions: [Double], _ row: Int, _ columns: Int) -> Int {
        (0..<columns).reduce(0) { best, column in
            predictions[row * columns + column] > predictions[row * columns + best] ? column : best
        }
    }

    /// Two classes may be told by one probability or by two: all of them by two where the models differ.
    package static func alike(_ parts: [ScoredRows]) -> [ScoredRows] {
        guard let first = parts.first, parts.contains(where: { $0.task != first.task }) else { return parts }
        return parts.map { part in
            guard part.task == .binary else { return part }
            var both = part
            both.task = .classes(count: 2)
            both.predictions = part.predictions.flatMap { [1 - $0, $0] }
            return both
        }
    }
}
