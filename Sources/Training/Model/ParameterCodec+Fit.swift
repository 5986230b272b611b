import Data

extension ParameterCodec {
    /// Values that columns are looked at for, at most; rows are taken at even distances.
    private static let fittedRows = 20_000

    /// Gives the states of a row that go by the training rows their starting values.
    func fit(_ row: UnsafeMutableRawPointer, to train: PreparedSplit) {
        for entry in layout.entries {
            guard let fit = entry.declaration.fit, train.rows > 0 else { continue }
            let count = min(train.rows, Self.fittedRows)
            let matrix = fit.areTargets ? train.targets : train.features
            guard fit.columns.allSatisfy({ $0 < matrix.columns }) else { continue }
            let columns = fit.columns.map { column -> [Double] in
                // Every row of a target counts: its range is known by no sample.
                if fit.areTargets { return Self.range(of: matrix, column) }
                return (0..<count).map { matrix[$0 * train.rows / count, column] }.sorted()
            }
            let values = fit.values(columns)
            guard !values.isEmpty else { continue }
            // Members of an ensemble that have copies start alike.
            for index in 0..<entry.range.count {
                store(values[index % values.count], at: entry.offset + index, of: row)
            }
        }
    }

    /// The least and the greatest value of a column.
    private static func range(of matrix: DataMatrix, _ column: Int) -> [Double] {
        var (low, high) = (Double.infinity, -Double.infinity)
        for row in 0..<matrix.rows {
            let value = matrix[row, column]
            low = min(low, value)
            high = max(high, value)
        }
        return [low, high]
    }
}
