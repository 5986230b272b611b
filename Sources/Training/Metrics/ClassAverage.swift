/// How a per-class metric becomes one number.
package enum ClassAverage: String, CaseIterable, Sendable {
    /// `binary` with two classes, `macro` with more.
    case automatic = "auto"
    /// The metric of class 1 alone; only with two classes.
    case binary
    /// The mean over classes, each counting the same.
    case macro

    /// What follows the metric's name in columns and files; only an explicit choice is named.
    func label(for name: String) -> String {
        switch self {
        case .automatic: name
        case .binary: "\(name)_binary"
        case .macro: "\(name)_macro"
        }
    }

    /// Why this average does not suit a task, or nil.
    func refusal(for task: PredictionTask) -> String? {
        guard let count = task.classCount else { return MetricRefusal.unlessClassification(task) }
        return self == .binary && count != 2
            ? "with average 'binary' needs two classes, but there are \(count)" : nil
    }

    /// The average of `quantity` over classes, from the counts of right and wrong assignments.
    func value(of rows: ScoredRows, _ quantity: (ClassCounts) -> Double) -> Double {
        guard rows.rowCount > 0, !rows.hasNaNPredictions, let count = rows.task.classCount else {
            return .nan
        }
        let counts = ClassCounts.all(of: rows, classes: count)
        let usesClassOne = self == .binary || (self == .automatic && count == 2)
        if usesClassOne {
            return quantity(counts[1])
        }
        // A class that neither occurs nor is predicted does not count, as in scikit-learn.
        let present = counts.filter { $0.truePositives + $0.falsePositives + $0.falseNegatives > 0 }
        return present.reduce(0) { $0 + quantity($1) } / Double(present.count)
    }
}

/// One class against the rest: how many rows were assigned rightly and wrongly.
struct ClassCounts {
    var truePositives = 0
    var falsePositives = 0
    var falseNegatives = 0

    /// The counts of each class 0 ..< classes.
    static func all(of rows: ScoredRows, classes: Int) -> [ClassCounts] {
        var counts = [ClassCounts](repeating: ClassCounts(), count: classes)
        for (predicted, actual) in zip(rows.predictedClasses(), rows.targetClasses()) {
            if predicted == actual {
                counts[actual].truePositives += 1
            } else {
                counts[predicted].falsePositives += 1
                counts[actual].falseNegatives += 1
            }
        }
        return counts
    }

    /// `part / whole`, 0 when nothing is there to divide by (scikit-learn's `zero_division=0`).
    static func ratio(_ part: Int, _ whole: Int) -> Double {
        whole == 0 ? 0 : Double(part) / Double(whole)
    }
}
