/// The same prediction for every row: each target column's mean over the training rows, or each class's share
/// of them (so that the majority class is predicted and `log_loss` stays finite).
struct ConstantBaseline {
    let task: PredictionTask
    /// One row of predictions.
    let prediction: [Double]

    /// `mean` or `majority`.
    var name: String { task.isClassification ? "majority" : "mean" }

    init(task: PredictionTask, targets: [Double]) {
        self.task = task
        switch task {
        case .regression(let columns):
            var sums = [Double](repeating: 0, count: columns)
            for (index, value) in targets.enumerated() {
                sums[index % columns] += value
            }
            let rows = Double(targets.count / max(columns, 1))
            prediction = sums.map { $0 / rows }
        case .binary:
            prediction = [targets.reduce(0, +) / Double(targets.count)]
        case .classes(let count):
            var counts = [Double](repeating: 0, count: count)
            for value in targets where value >= 0 && value < Double(count) {
                counts[Int(value)] += 1
            }
            prediction = counts.map { $0 / Double(targets.count) }
        }
    }

    /// The prediction repeated beside targets.
    func rows(targets: [Double]) -> ScoredRows {
        let rows = targets.count / max(task.targetColumns, 1)
        let predictions = (0..<rows).flatMap { _ in prediction }
        return ScoredRows(task: task, predictions: predictions, targets: targets)
    }
}
