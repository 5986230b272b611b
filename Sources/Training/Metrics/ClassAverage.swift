import Spec

/// How a per-class metric becomes one number.
package enum ClassAverage: String, CaseIterable, Sendable {
    /// `binary` with two classes, `macro` with more.
    case automatic = "auto"
    /// The metric of the positive class alone; only with two classes.
    case binary
    /// The mean over classes, each counting the same.
    case macro
    /// One metric of all classes' counts added up.
    case micro
    /// The mean over classes, each counting by its rows.
    case weighted

    /// The field `average` of every such metric.
    init(reading fields: inout FieldReader) {
        self = fields.choice(
            "average", default: .automatic,
            "How classes become one number; auto: the positive one of two classes, the mean over more.")
    }

    /// What follows the metric's name in columns and files; only an explicit choice is named.
    func label(for name: String) -> String { self == .automatic ? name : "\(name)_\(rawValue)" }

    /// Whether with two classes it is about one of them.
    var isOfPositiveClass: Bool { self == .automatic || self == .binary }

    /// Why this average does not suit a task, or nil.
    func refusal(for task: PredictionTask) -> String? {
        guard let count = task.classCount else { return MetricRefusal.unlessClassification(task) }
        return self == .binary && count != 2
            ? "with average 'binary' needs two classes, but there are \(count)" : nil
    }

    /// The average over classes of a quantity of a class against the rest.
    func value(of counts: ConfusionCounts, _ quantity: (ClassCounts) -> Double) -> Double {
        let classes = counts.oneAgainstRest
        switch self {
        case .automatic where classes.count == 2, .binary:
            return quantity(classes[min(counts.positive, classes.count - 1)])
        case .automatic, .macro:
            // A class that neither occurs nor is assigned does not count, as in scikit-learn.
            let present = classes.filter { $0.truePositives + $0.falsePositives + $0.falseNegatives > 0 }
            return present.reduce(0) { $0 + quantity($1) } / Double(present.count)
        case .micro:
            return quantity(classes.reduce(ClassCounts(), +))
        case .weighted:
            let supports = classes.map { $0.truePositives + $0.falseNegatives }
            let sum = zip(classes, supports).reduce(0) { $0 + $1.1 * quantity($1.0) }
            return sum / supports.reduce(0, +)
        }
    }

    /// The average over classes of a quantity of scores: with two classes that of one of them, whatever the average.
    ///
    /// - Parameter positive: which one of two classes
    /// - Parameter quantity: scores, which rows are positive, their weights
    func value(
        of rows: ScoredRows, positive: Int, _ quantity: (RankedScores) -> Double
    ) -> Double {
        guard rows.rowCount > 0, !rows.hasNaNPredictions, let count = rows.task.classCount else {
            return .nan
        }
        let classes = rows.targetClasses()
        func scores(_ index: Int) -> RankedScores {
            RankedScores(
                scores: rows.probabilities(of: index), isPositive: classes.map { $0 == index },
                weights: rows.weights)
        }
        if count == 2 { return quantity(scores(min(positive, 1))) }
        switch self {
        case .automatic, .binary, .macro:
            return (0..<count).reduce(0) { $0 + quantity(scores($1)) } / Double(count)
        case .micro:
            return quantity((1..<count).reduce(into: scores(0)) { $0.append(scores($1)) })
        case .weighted:
            var sum = 0.0
            var weight = 0.0
            for index in 0..<count {
                let ranked = scores(index)
                // A class without rows has no weight, whatever its metric is.
                guard ranked.positiveWeight > 0 else { continue }
                sum += ranked.positiveWeight * quantity(ranked)
                weight += ranked.positiveWeight
            }
            return sum / weight
        }
    }
}

/// A metric made of the counts of one class against the rest, averaged over the classes.
protocol ClassCountMetric: ConfusionMetric {
    var average: ClassAverage { get }
    /// The quantity of one class.
    static func value(of one: ClassCounts) -> Double
}

extension ClassCountMetric {
    package static var primaryField: String? { "average" }
    package var direction: MetricDirection { .higherIsBetter }
    package var label: String { average.label(for: Self.name) }
    package var isOfPositiveClass: Bool { average.isOfPositiveClass }

    package func refusal(for task: PredictionTask) -> String? { average.refusal(for: task) }

    func value(of counts: ConfusionCounts) -> Double {
        average.value(of: counts, Self.value(of:))
    }
}
