import Data

/// Predictions beside their targets, in double precision: what every metric is computed from.
///
/// - Shapes: `predictions` [rows, task.predictionColumns], `targets` [rows, task.targetColumns], both
///   row-major; classes are stored as indices 0, 1, …; predictions of a classification are probabilities;
///   `weights` [rows], not negative, or nil when all rows count the same
package struct ScoredRows: Sendable {
    package var task: PredictionTask
    package var predictions: [Double]
    package var targets: [Double]
    package var weights: [Double]?
    /// The targets as they were before the steps, where they are known; nil to take `targets` back instead.
    package var originalTargets: [Double]?
    /// How far off the naive forecast of each target was on the training rows; nil for rows that are no series.
    package var naiveErrors: NaiveErrors?
    /// The class, of two, that precision, recall and the like are about.
    package var positiveClass: Int
    /// How far the members of an ensemble are apart, in the target's own units: one number for each target column, or
    /// one for the class; nil of a single model.
    package var spreads: [Double]?
    /// From which probability on the positive class, of two, is predicted; nil for the more probable one.
    package var threshold: Double?

    package init(
        task: PredictionTask, predictions: [Double], targets: [Double], weights: [Double]? = nil,
        originalTargets: [Double]? = nil, naiveErrors: NaiveErrors? = nil, positiveClass: Int = 1
    ) {
        self.task = task
        self.predictions = predictions
        self.targets = targets
        self.weights = weights
        self.originalTargets = originalTargets
        self.naiveErrors = naiveErrors
        self.positiveClass = positiveClass
    }

    /// How far the members of an ensemble are apart for a row; nil of a single model.
    package func spreads(ofRow row: Int) -> ArraySlice<Double>? {
        let columns = task.isClassification ? 1 : task.predictionColumns
        return spreads.map { $0[(row * columns)..<((row + 1) * columns)] }
    }

    package var rowCount: Int { targets.count / max(task.targetColumns, 1) }

    /// What a row counts.
    @inline(__always)
    func weight(_ row: Int) -> Double { weights.map { $0[row] } ?? 1 }

    /// True when some prediction is not a number: every metric is then NaN, so that no metric looks good by
    /// accident (a comparison with NaN is false and would otherwise count as class 0).
    package var hasNaNPredictions: Bool {
        // A sum is NaN when a term is; inf - inf is NaN as well, so the slow look decides.
        let sum = predictions.reduce(0, +)
        return sum.isNaN && predictions.contains { $0.isNaN }
    }

    /// How its probabilities become classes.
    package var choice: ClassChoice { ClassChoice(threshold: threshold, positive: positiveClass) }

    /// The class each row is assigned to: by the threshold, else the more probable one.
    package func predictedClasses() -> [Int] {
        classes(by: choice)
    }

    /// The most probable class of each row, whatever the threshold is.
    func mostProbableClasses() -> [Int] { classes(by: ClassChoice()) }

    private func classes(by choice: ClassChoice) -> [Int] {
        switch task {
        case .regression:
            return []
        case .binary where choice.threshold == nil:
            return predictions.map { $0 > 0.5 ? 1 : 0 }
        case .binary:
            return predictions.map { choice.index(of: CollectionOfOne($0)) }
        case .classes(let count):
            return (0..<rowCount).map { row in
                choice.index(of: predictions[(row * count)..<((row + 1) * count)])
            }
        }
    }

    /// Some of the rows.
    package func gathering(_ places: [Int]) -> ScoredRows {
        let (columns, width) = (task.predictionColumns, task.targetColumns)
        var part = self
        part.predictions = places.flatMap { predictions[($0 * columns)..<(($0 + 1) * columns)] }
        part.targets = targets.isEmpty ? [] : places.flatMap { targets[($0 * width)..<(($0 + 1) * width)] }
        part.weights = weights.map { weights in places.map { weights[$0] } }
        part.spreads = spreads.map { own in
            let width = task.isClassification ? 1 : columns
            return places.flatMap { own[($0 * width)..<(($0 + 1) * width)] }
        }
        part.originalTargets = originalTargets.map { own in
            places.flatMap { own[($0 * width)..<(($0 + 1) * width)] }
        }
        return part
    }

    /// The class index each row belongs to.
    package func targetClasses() -> [Int] {
        guard let count = task.classCount else { return [] }
        return targets.map { $0.isFinite ? min(max(Int($0), 0), count - 1) : 0 }
    }

    /// The probability a row gives to a class.
    func probability(row: Int, of index: Int) -> Double {
        let columns = task.predictionColumns
        guard columns == 1 else { return predictions[row * columns + index] }
        return index == 1 ? predictions[row] : 1 - predictions[row]
    }

    /// What every row gives to a class.
    func probabilities(of index: Int) -> [Double] {
        (0..<rowCount).map { probability(row: $0, of: index) }
    }
}
