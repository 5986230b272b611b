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
            // Every row of a target counts: its range is known by no sample.
            let rows = fit.areTargets ? Array(0..<train.rows) : (0..<count).map { $0 * train.rows / count }
            let columns = fit.columns.map { column in rows.map { matrix[$0, column] }.sorted() }
            let values = fit.values(columns)
            guard !values.isEmpty else { continue }
            // Members of an ensemble that have copies start alike.
            for index in 0..<entry.range.count {
                store(values[index % values.count], at: entry.offset + index, of: row)
            }
        }
    }
}
