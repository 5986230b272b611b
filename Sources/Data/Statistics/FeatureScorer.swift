/// Judges columns by what they say about the target; finite, never negative, 0 for a column that says nothing.
struct FeatureScorer {
    private enum Target {
        case numbers([Double])
        /// -1 where missing.
        case classes([Int32], count: Int)
    }

    private let score: SelectKBestStep.Score
    private let target: Target

    init(_ score: SelectKBestStep.Score, target column: Column) throws {
        if case .numbers(let numbers) = column, score != .classes {
            target = .numbers(Array(numbers.values))
            self.score = score == .auto ? .regression : score
            return
        }
        guard let categories = column.asCategories else { throw StepFailure("the target holds tensors") }
        guard score != .regression else {
            throw StepFailure("f_regression takes a target of numbers", help: "use f_classif")
        }
        target = .classes(categories.codes, count: categories.levels.count)
        self.score = score == .auto ? .classes : score
    }

    func score(_ column: NumberColumn) throws -> Double {
        let values = Array(column.values)
        switch target {
        case .numbers(let targets):
            let rows = values.indices.filter { !values[$0].isNaN && !targets[$0].isNaN }
            let x = rows.map { values[$0] }
            let y = rows.map { targets[$0] }
            return score == .regression
                ? FeatureScorer.correlationF(x, y)
                : MutualInformation.numbers(x, y, isDiscrete: column.isTwoValued)
        case .classes(let codes, let count):
            let rows = values.indices.filter { !values[$0].isNaN && codes[$0] >= 0 }
            let x = rows.map { values[$0] }
            let y = rows.map { Int(codes[$0]) }
            return score == .classes
                ? FeatureScorer.varianceF(x, y, classes: count)
                : MutualInformation.classes(x, y, classes: count, isDiscrete: column.isTwoValued)
        }
    }

    /// F = r² / (1 − r²) · (n − 2); the largest number where the correlation is perfect.
    static func correlationF(_ x: [Double], _ y: [Double]) -> Double {
        let (first, second) = (ColumnStatistics(x), ColumnStatistics(y))
        guard x.count > 2, !first.isConstant, !second.isConstant else { return 0 }
        var product = 0.0
        for row in x.indices { product += (x[row] - first.mean) * (y[row] - second.mean) }
        let correlation = product / (first.squares.squareRoot() * second.squares.squareRoot())
        let square = min(1, correlation * correlation)
        return square < 1 ? square / (1 - square) * Double(x.count - 2) : Double.greatestFiniteMagnitude
    }

    /// One-way analysis of variance.
    static func varianceF(_ x: [Double], _ y: [Int], classes: Int) -> Double {
        let whole = ColumnStatistics(x)
        guard !whole.isConstant else { return 0 }
        var sums = [Double](repeating: 0, count: classes)
        var counts = [Double](repeating: 0, count: classes)
        for row in x.indices {
            sums[y[row]] += x[row] - whole.mean
            counts[y[row]] += 1
        }
        let means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
        let present = Double(counts.count { $0 > 0 })
        let between = zip(means, counts).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
        var within = 0.0
        for row in x.indices {
            let deviation = x[row] - whole.mean - means[y[row]]
            within += deviation * deviation
        }
        let rest = Double(x.count) - present
        guard present > 1, rest > 0 else { return 0 }
        guard within > 0 else { return Double.greatestFiniteMagnitude }
        return (between / (present - 1)) / (within / rest)
    }
}

extension NumberColumn {
    /// Whether there are at most two different values, as in an indicator.
    var isTwoValued: Bool {
        var seen: [Double] = []
        for value in values where !value.isNaN && !seen.contains(value) {
            seen.append(value)
            if seen.count > 2 { return false }
        }
        return true
    }
}
