/// The weighted mean over rows and target columns of a quantity of one error.
struct ErrorMean: MetricAccumulator {
    private let term: @Sendable (_ prediction: Double, _ target: Double) -> Double
    private var sum = 0.0
    private var weight = 0.0

    init(_ term: @escaping @Sendable (_ prediction: Double, _ target: Double) -> Double) {
        self.term = term
    }

    mutating func add(_ rows: ScoredRows) {
        let columns = rows.task.targetColumns
        for row in 0..<rows.rowCount {
            let weight = rows.weight(row)
            for index in (row * columns)..<((row + 1) * columns) {
                sum += weight * term(rows.predictions[index], rows.targets[index])
                self.weight += weight
            }
        }
    }

    var value: Double { weight > 0 ? sum / weight : .nan }
}
