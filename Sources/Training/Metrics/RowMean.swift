/// The weighted mean over the rows of a classification of a quantity of one row.
struct RowMean: MetricAccumulator {
    /// The quantity of a row: all rows, the row, its class.
    private let term: @Sendable (ScoredRows, Int, Int) -> Double
    private var sum = 0.0
    private var weight = 0.0

    init(_ term: @escaping @Sendable (_ rows: ScoredRows, _ row: Int, _ target: Int) -> Double) {
        self.term = term
    }

    mutating func add(_ rows: ScoredRows) {
        if rows.hasNaNPredictions { sum = .nan }
        for (row, target) in rows.targetClasses().enumerated() {
            let weight = rows.weight(row)
            sum += weight * term(rows, row, target)
            self.weight += weight
        }
    }

    var value: Double { weight > 0 ? sum / weight : .nan }
}
