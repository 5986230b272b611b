extension TensorColumn {
    /// Moments and extremes of all numbers of some rows, in double precision: the mean first, then the squared
    /// deviations from it.
    ///
    /// - Limits: reads the rows twice; a value that is not finite makes the result so
    func statistics(of rows: [Int32]) -> ColumnStatistics {
        let width = width
        var row = [Double](repeating: 0, count: width)
        var (sum, minimum, maximum) = (0.0, Double.infinity, -Double.infinity)
        func forEachRow(_ body: (UnsafeMutableBufferPointer<Double>) -> Void) {
            row.withUnsafeMutableBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                for index in rows {
                    _ = copy(row: Int(index), to: base)
                    body(buffer)
                }
            }
        }
        forEachRow { values in
            for value in values {
                sum += value
                minimum = Swift.min(minimum, value)
                maximum = Swift.max(maximum, value)
            }
        }
        let count = rows.count * width
        let mean = sum / Double(Swift.max(1, count))
        var (squares, rest) = (0.0, 0.0)
        forEachRow { values in
            for value in values {
                let deviation = value - mean
                squares += deviation * deviation
                rest += deviation
            }
        }
        return ColumnStatistics(
            count: count, mean: mean, squares: squares - rest * rest / Double(Swift.max(1, count)),
            minimum: minimum, maximum: maximum)
    }
}
