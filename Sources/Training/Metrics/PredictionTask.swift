/// What a model's predictions mean, and so which metrics and baselines apply.
package enum PredictionTask: Hashable, Sendable {
    /// Real targets; one prediction per target column.
    case regression(columns: Int)
    /// Two classes; one prediction per row: the probability of class 1.
    case binary
    /// Three or more classes (or two with two outputs); one probability per class and row.
    case classes(count: Int)

    /// Numbers per row in a prediction matrix.
    package var predictionColumns: Int {
        switch self {
        case .regression(let columns): columns
        case .binary: 1
        case .classes(let count): count
        }
    }

    /// Numbers per row in a target matrix: classes are stored as one index.
    package var targetColumns: Int {
        switch self {
        case .regression(let columns): columns
        case .binary, .classes: 1
        }
    }

    /// The number of classes, or nil for real targets.
    package var classCount: Int? {
        switch self {
        case .regression: nil
        case .binary: 2
        case .classes(let count): count
        }
    }

    package var isClassification: Bool { classCount != nil }
}
