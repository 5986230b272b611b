/// How often each class was assigned to rows of each class: weights added up, so that without weights these are
/// counts.
struct ConfusionCounts {
    let classes: Int
    /// [classes, classes], row: the class, column: the class assigned.
    private(set) var counts: [Double]
    private var isUndefined = false
    /// The class, of two, that binary averages are about.
    private(set) var positive = 1

    init(classes: Int, positive: Int = 1) {
        self.classes = classes
        self.positive = positive
        counts = [Double](repeating: 0, count: classes * classes)
    }

    /// Adds rows of two classes of which none is assigned to the positive one.
    mutating func add(negatives: Int, positives: Int) {
        counts[(1 - positive) * 2 + (1 - positive)] += Double(negatives)
        counts[positive * 2 + (1 - positive)] += Double(positives)
    }

    /// Assigns rows to the positive class, of two, that were assigned to the other.
    mutating func turn(positives: Double, negatives: Double) {
        counts[positive * 2 + (1 - positive)] -= positives
        counts[positive * 2 + positive] += positives
        counts[(1 - positive) * 2 + (1 - positive)] -= negatives
        counts[(1 - positive) * 2 + positive] += negatives
    }

    /// True before any row was added, and when a prediction was NaN.
    var isMeaningless: Bool { isUndefined || total == 0 }
    var total: Double { counts.reduce(0, +) }

    mutating func add(_ rows: ScoredRows) {
        positive = rows.positiveClass
        isUndefined = isUndefined || rows.hasNaNPredictions
        for (row, pair) in zip(rows.targetClasses(), rows.predictedClasses()).enumerated() {
            counts[pair.0 * classes + pair.1] += rows.weight(row)
        }
    }

    subscript(actual: Int, predicted: Int) -> Double { counts[actual * classes + predicted] }

    /// Rows of each class, and rows assigned to it.
    var actualSums: [Double] {
        (0..<classes).map { actual in (0..<classes).reduce(0) { $0 + self[actual, $1] } }
    }
    var predictedSums: [Double] {
        (0..<classes).map { predicted in (0..<classes).reduce(0) { $0 + self[$1, predicted] } }
    }
    var diagonal: [Double] { (0..<classes).map { self[$0, $0] } }

    /// Each class against the rest.
    var oneAgainstRest: [ClassCounts] {
        let actual = actualSums
        let predicted = predictedSums
        let total = total
        return (0..<classes).map { index in
            let right = self[index, index]
            return ClassCounts(
                truePositives: right, falsePositives: predicted[index] - right,
                falseNegatives: actual[index] - right,
                trueNegatives: total - actual[index] - predicted[index] + right)
        }
    }
}

/// One class against the rest.
struct ClassCounts {
    var truePositives = 0.0
    var falsePositives = 0.0
    var falseNegatives = 0.0
    var trueNegatives = 0.0

    /// `part / whole`, 0 when nothing is there to divide by (scikit-learn's `zero_division=0`).
    static func ratio(_ part: Double, _ whole: Double) -> Double { whole == 0 ? 0 : part / whole }

    static func + (left: ClassCounts, right: ClassCounts) -> ClassCounts {
        ClassCounts(
            truePositives: left.truePositives + right.truePositives,
            falsePositives: left.falsePositives + right.falsePositives,
            falseNegatives: left.falseNegatives + right.falseNegatives,
            trueNegatives: left.trueNegatives + right.trueNegatives)
    }
}

/// A metric that the confusion counts give.
protocol ConfusionMetric: AccumulatedMetric {
    /// - Parameter counts: of at least one row
    func value(of counts: ConfusionCounts) -> Double
}

extension ConfusionMetric {
    package func sums(for task: PredictionTask) -> any MetricAccumulator {
        ConfusionSums(counts: ConfusionCounts(classes: task.classCount ?? 0), finish: value(of:))
    }
}

private struct ConfusionSums: MetricAccumulator {
    var counts: ConfusionCounts
    let finish: (ConfusionCounts) -> Double

    mutating func add(_ rows: ScoredRows) { counts.add(rows) }

    var value: Double { counts.isMeaningless ? .nan : finish(counts) }
}
