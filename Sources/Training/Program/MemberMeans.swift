import Data

/// The mean of what the members of an ensemble predict, and how far they are apart.
///
/// Probabilities are averaged as they are, numbers in the target's own units: there the mean of members is what a
/// person would take. Where the way back to these units is not a straight line, such as that from a logarithm, the
/// prediction is the number in the space of training that leads to the mean in the target's own.
///
///     spread = √(Σ (member - mean)² / (members - 1))   in own units, or of the predicted class's probability
struct MemberMeans {
    let members: Int
    let task: PredictionTask
    /// The way back to own units.
    private let transform: TargetTransform?
    /// How much longer differences of each target are in own units; nil where the way back is not a straight line.
    private let scales: [Double?]

    init(members: Int, task: PredictionTask, transform: TargetTransform?) {
        self.members = members
        self.task = task
        self.transform = transform
        scales = (0..<task.predictionColumns).map { column in
            guard let transform, !task.isClassification else { return 1 }
            guard transform.isAffine(column: column) else { return nil }
            return abs(transform.inverted(1, column: column) - transform.inverted(0, column: column))
        }
    }

    /// Spreads of a row: one for each number, or one for the class.
    var spreadColumns: Int { task.isClassification ? 1 : task.predictionColumns }

    /// A row's means, and its spreads.
    ///
    /// - Parameter value: what a member predicts in a column
    @inline(__always)
    func combine(
        _ value: (_ member: Int, _ column: Int) -> Double, means: UnsafeMutablePointer<Double>,
        spreads: UnsafeMutablePointer<Double>
    ) {
        let columns = task.predictionColumns
        for column in 0..<columns {
            var sum = 0.0
            for member in 0..<members { sum += value(member, column) }
            means[column] = sum / Double(members)
        }
        guard !task.isClassification else {
            var best = 0
            for column in 0..<columns where means[column] > means[best] { best = column }
            spreads[0] = spread(around: means[best]) { value($0, best) }
            return
        }
        for column in 0..<columns {
            guard scales[column] == nil, let transform else {
                spreads[column] = (scales[column] ?? 1) * spread(around: means[column]) { value($0, column) }
                continue
            }
            let own = (0..<members).map { transform.inverted(value($0, column), column: column) }
            let mean = own.reduce(0, +) / Double(members)
            spreads[column] = spread(around: mean) { own[$0] }
            guard mean.isFinite else { continue }
            let range = (0..<members).map { value($0, column) }
            means[column] = transform.place(
                of: mean, from: range.min() ?? 0, to: range.max() ?? 0, column: column)
        }
    }

    @inline(__always)
    private func spread(around mean: Double, _ value: (Int) -> Double) -> Double {
        var squares = 0.0
        for member in 0..<members {
            let distance = value(member) - mean
            squares += distance * distance
        }
        return (squares / Double(members - 1)).squareRoot()
    }
}
