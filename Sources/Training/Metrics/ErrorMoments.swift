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
        let count = rows.rowCount * columns
        guard rows.predictions.count >= count else { return Column() }
        return rows.predictions.withUnsafeBufferPointer { predictions in
            rows.targets.withUnsafeBufferPointer { targets in
                let places = stride(from: column, to: count, by: columns)
                guard let weights = rows.weights else {
                    return moments(targets, predictions, places) { _ in 1 }
                }
                return moments(targets, predictions, places) { weights[$0 / columns] }
            }
        }
    }

    /// Two passes, each sum in the order of rows. Multiplying by a weight of 1 changes no bit and is left out by the
    /// compiler. Sums are variables of their own: as fields of a result they would go through memory in every row.
    @inline(__always)
    private static func moments(
        _ targets: UnsafeBufferPointer<Double>, _ predictions: UnsafeBufferPointer<Double>,
        _ places: StrideTo<Int>, weight: (Int) -> Double
    ) -> Column {
        var rows = 0
        var (total, targetSum, predictionSum, errorSum, squares) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for place in places {
            let weight = weight(place)
            let (target, prediction) = (targets[place], predictions[place])
            let error = prediction - target
            rows += 1
            total += weight
            targetSum += weight * target
            predictionSum += weight * prediction
            errorSum += weight * error
            squares += weight * (error * error)
        }
        var part = Column()
        part.rows = rows
        part.weight = total
        part.squaredError = squares
        guard total > 0 else { return part }
        let (targetMean, errorMean) = (targetSum / total, errorSum / total)
        var (targetDeviation, errorDeviation) = (0.0, 0.0)
        for place in places {
            let weight = weight(place)
            let target = targets[place]
            let deviation = target - targetMean
            let difference = (predictions[place] - target) - errorMean
            targetDeviation += weight * (deviation * deviation)
            errorDeviation += weight * (difference * difference)
        }
        part.targetMean = targetMean
        part.predictionMean = predictionSum / total
        part.errorMean = errorMean
        part.targetDeviation = targetDeviation
        part.errorDeviation = errorDeviation
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
