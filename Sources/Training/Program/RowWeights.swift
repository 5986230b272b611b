import Data
import Kernels

/// What each row counts in the loss: a column of the data, and weights that balance the classes.
///
///     weight = column · n / (K n[class]) · w[class]     n: training rows, K: classes that occur in them
///
/// A class of the other splits that never occurs among the training rows counts 1. Metrics are not weighted.
///
/// - Source: scikit-learn `class_weight="balanced"`
struct RowWeights {
    /// One factor per class; empty when classes count alike.
    let classFactors: [Double]

    /// nil when all rows count alike.
    init?(_ section: TrainSection, plan: ModelPlan, train: PreparedSplit) {
        let task = plan.task
        let balances = section.balancesClasses && task.isClassification
        guard balances || train.weights != nil || !plan.classFactors.isEmpty else { return nil }
        guard balances, let count = task.classCount else {
            classFactors = plan.classFactors
            return
        }
        var counts = [Int](repeating: 0, count: count)
        let values = train.targetValues
        for value in values { counts[Self.index(of: value, count)] += 1 }
        let occurring = Double(counts.filter { $0 > 0 }.count)
        let balanced = counts.map { $0 == 0 ? 1 : Double(values.count) / (occurring * Double($0)) }
        classFactors =
            plan.classFactors.count == count ? zip(balanced, plan.classFactors).map { $0 * $1 } : balanced
    }

    /// The weight of every row of a split.
    func values(of split: PreparedSplit) -> [Double] {
        var weights =
            split.weights.map { matrix in
                let source = RealBuffer(matrix.buffer)
                return (0..<split.rows).map { source[$0] }
            } ?? [Double](repeating: 1, count: split.rows)
        guard !classFactors.isEmpty else { return weights }
        for (row, value) in split.targetValues.enumerated() where row < weights.count {
            weights[row] *= classFactors[Self.index(of: value, classFactors.count)]
        }
        return weights
    }

    /// The same as a table [rows, 1] for training programs.
    func table(of split: PreparedSplit, elementType: ElementType) -> Buffer {
        let weights = values(of: split)
        return elementType == .float64 ? Buffer(weights) : Buffer(weights.map { Float($0) })
    }

    /// A target between two classes, as a probability may be, counts for the nearer one.
    private static func index(of value: Double, _ count: Int) -> Int {
        guard value.isFinite else { return 0 }
        return min(max(Int(value.rounded()), 0), count - 1)
    }
}
