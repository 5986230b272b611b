/// The mean over rows and target columns of a quantity of one prediction and its target.
package protocol ErrorMeanMetric: AccumulatedMetric, RegressionMetric {
    func error(prediction: Double, target: Double) -> Double
}

extension ErrorMeanMetric {
    package func sums(for task: PredictionTask) -> any MetricAccumulator { ErrorMean(term: self) }
}

/// The weighted mean over rows and target columns of a quantity of one error.
///
/// The quantity is a type, not a closure, so that it becomes part of the loop: metrics of every trial of a stack are
/// computed after each epoch.
struct ErrorMean<Term: ErrorMeanMetric>: MetricAccumulator {
    private let term: Term
    private var sum = 0.0
    private var weight = 0.0

    init(term: Term) { self.term = term }

    mutating func add(_ rows: ScoredRows) {
        let columns = rows.task.targetColumns
        let count = rows.rowCount * columns
        let term = term
        guard rows.predictions.count >= count else { return }
        var total = sum
        rows.predictions.withUnsafeBufferPointer { predictions in
            rows.targets.withUnsafeBufferPointer { targets in
                if let weights = rows.weights {
                    for index in 0..<count {
                        let weight = weights[index / columns]
                        total += weight * term.error(prediction: predictions[index], target: targets[index])
                        self.weight += weight
                    }
                } else {
                    for index in 0..<count {
                        total += term.error(prediction: predictions[index], target: targets[index])
                    }
                    weight += Double(count)
                }
            }
        }
        sum = total
    }

    var value: Double { weight > 0 ? sum / weight : .nan }
}
