import Foundation

/// Probabilities whose certainty is turned up or down by one number.
///
///     p' = softmax(ln p / T), with one number for two classes p' = sigmoid(ln(p / (1 - p)) / T)
///
/// With the logits z that made the probabilities this is softmax(z / T). The most probable class stays the same.
///
/// - Source: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", 2017, section 4.2
package enum Temperature {
    /// Beyond these the rows say nothing but "very certain" or "nothing at all".
    static let range = 0.01...100.0

    /// The temperature with the least log loss on the rows: its slope by 1 / T rises, so halving finds where it is 0.
    ///
    /// - Returns: nil without rows, or with probabilities that are no numbers
    package static func best(on rows: ScoredRows) -> Double? {
        guard rows.rowCount > 0, rows.task.isClassification, !rows.hasNaNPredictions else { return nil }
        let targets = rows.targetClasses()
        let scores = Scores(rows)
        var low = 1 / range.upperBound
        var high = 1 / range.lowerBound
        // 60 halvings of the range of exponents leave nothing of a double's digits.
        for _ in 0..<60 {
            let middle = (low * high).squareRoot()
            if scores.slope(at: middle, targets) > 0 { high = middle } else { low = middle }
        }
        return 1 / (low * high).squareRoot()
    }

    /// [rows, task.predictionColumns]
    package static func scaled(_ rows: ScoredRows, by temperature: Double) -> [Double] {
        guard rows.task.isClassification, temperature != 1 else { return rows.predictions }
        let columns = rows.task.predictionColumns
        guard columns > 1 else {
            return rows.predictions.map { 1 / (1 + exp(-LogOdds.of($0) / temperature)) }
        }
        var result = rows.predictions
        for start in stride(from: 0, to: result.count - columns + 1, by: columns) {
            let range = start..<(start + columns)
            let scores = range.map { LogOdds.logarithm(rows.predictions[$0]) / temperature }
            let largest = scores.max() ?? 0
            let powers = scores.map { exp($0 - largest) }
            let sum = powers.reduce(0, +)
            for (place, power) in zip(range, powers) { result[place] = power / sum }
        }
        return result
    }

    /// The logits of rows, as far as probabilities tell them.
    private struct Scores {
        private let columns: Int
        private let values: [Double]

        init(_ rows: ScoredRows) {
            columns = rows.task.predictionColumns
            values = rows.predictions.map(columns == 1 ? LogOdds.of : LogOdds.logarithm)
        }

        /// The derivative of the rows' log loss by the inverse temperature.
        func slope(at inverse: Double, _ targets: [Int]) -> Double {
            guard columns > 1 else {
                return zip(values, targets).reduce(0) { sum, row in
                    sum + row.0 * (1 / (1 + exp(-inverse * row.0)) - (row.1 == 1 ? 1 : 0))
                }
            }
            var sum = 0.0
            for (row, target) in targets.enumerated() {
                let scores = values[(row * columns)..<((row + 1) * columns)]
                let largest = (scores.max() ?? 0) * inverse
                var total = 0.0
                var weighted = 0.0
                for score in scores {
                    let power = exp(inverse * score - largest)
                    total += power
                    weighted += power * score
                }
                sum += weighted / total - values[row * columns + target]
            }
            return sum
        }
    }
}
