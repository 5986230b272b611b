/// Weighted means and squared deviations of targets, predictions and errors, for each target column.
///
/// A part is summed in two passes, so that deviations are taken from the part's own mean; parts are joined by
/// the formulas of Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample
/// variances", 1979.
struct ErrorMoments: MetricAccumulator {
    /// One target column.
    struct Column {
        var rows = 0
        var weight = 0.0
        var targetMean = 0.0
        var predictionMean = 0.0
        var errorMean = 0.0
        /// Σ w (target - mean)², Σ w (error - mean)², Σ w error²
        var targetDeviation = 0.0
        var errorDeviation = 0.0
        var squaredError = 0.0
    }

    private var columns: [Column]
    private let finish: @Sendable (Column) -> Double

    /// - Parameter finish: the metric of one column; columns are averaged (scikit-learn's "uniform average")
    init(for task: PredictionTask, _ finish: @escaping @Sendable (Column) -> Double) {
        columns = [Column](repeating: Column(), count: max(task.targetColumns, 1))
        self.finish = finish
    }

    mutating func add(_ rows: ScoredRows) {
        guard rows.rowCount > 0 else { return }
        for index in columns.indices {
            let part = Self.moments(of: rows, column: index, of: columns.count)
            columns[index] = columns[index].weight == 0 ? part : Self.joined(columns[index], part)
        }
    }

    var value: Double {
        guard columns.allSatisfy({ $0.weight > 0 }) else { return .nan }
        return columns.reduce(0) { $0 + finish($1) } / Double(columns.count)
    }

    private static func moments(of rows: ScoredRows, column: Int, of columns: Int) -> Column {
        var part = Column()
        part.rows = rows.rowCount
        var sums = (target: 0.0, prediction: 0.0, error: 0.0)
        for row in 0..<rows.rowCount {
            let weight = rows.weight(row)
            let target = rows.targets[row * columns + column]
            let prediction = rows.predictions[row * columns + column]
            let error = prediction - target
            part.weight += weight
            sums.target += weight * target
            sums.prediction += weight * prediction
            sums.error += weight * error
            part.squaredError += weight * (error * error)
        }
        guard part.weight > 0 else { return part }
        part.targetMean = sums.target / part.weight
        part.predictionMean = sums.prediction / part.weight
        part.errorMean = sums.error / part.weight
        for row in 0..<rows.rowCount {
            let weight = rows.weight(row)
            let target = rows.targets[row * columns + column]
            let deviation = target - part.targetMean
            let difference = (rows.predictions[row * columns + column] - target) - part.errorMean
            part.targetDeviation += weight * (deviation * deviation)
            part.errorDeviation += weight * (difference * difference)
        }
        return part
    }

    private static func joined(_ left: Column, _ right: Column) -> Column {
        guard right.weight > 0 else { return left }
        var both = left
        both.rows += right.rows
        both.weight += right.weight
        let share = right.weight / both.weight
        let cross = left.weight * share
        let targetStep = right.targetMean - left.targetMean
        let errorStep = right.errorMean - left.errorMean
        both.targetMean += targetStep * share
        both.predictionMean += (right.predictionMean - left.predictionMean) * share
        both.errorMean += errorStep * share
        both.targetDeviation += right.targetDeviation + targetStep * targetStep * cross
        both.errorDeviation += right.errorDeviation + errorStep * errorStep * cross
        both.squaredError += right.squaredError
        return both
    }
}

extension ErrorMoments.Column {
    /// `1 - unexplained / total`; for a constant target 1 when nothing is unexplained, else 0, as scikit-learn
    /// has it with `force_finite`.
    func share(unexplained: Double) -> Double {
        if unexplained.isNaN { return .nan }
        if targetDeviation == 0 { return unexplained == 0 ? 1 : 0 }
        return 1 - unexplained / targetDeviation
    }
}
