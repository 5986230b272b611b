import Data

extension ParameterCodec {
    /// Values that columns are looked at for, at most; rows are taken at even distances.
    private static let fittedRows = 20_000

    /// Gives the states of a row that go by the training rows their starting values.
    func fit(_ row: UnsafeMutableRawPointer, to train: PreparedSplit) {
        for entry in layout.entries {
            guard let fit = entry.declaration.fit, train.rows > 0 else { continue }
            let count = min(train.rows, Self.fittedRows)
            let columns = fit.columns.map { column in
                (0..<count).map { train.features[$0 * train.rows / count, column] }.sorted()
            }
            for (index, value) in fit.values(columns).enumerated() where index < entry.range.count {
                store(value, at: entry.offset + index, of: row)
            }
        }
    }
}
