/// A matrix of doubles, column by column: what the closed-form solvers compute with.
struct ColumnMatrix: Sendable, Equatable {
    let rows: Int
    let columns: Int
    /// Element (r, c) at c · rows + r.
    var values: [Double]

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        values = [Double](repeating: 0, count: rows * columns)
    }

    init(rows: Int, columns: Int, values: [Double]) {
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// The caller keeps both indices within the matrix.
    subscript(row: Int, column: Int) -> Double {
        @inline(__always) get { values[column * rows + row] }
        @inline(__always) set { values[column * rows + row] = newValue }
    }

    /// One column's elements.
    func column(_ index: Int) -> ArraySlice<Double> {
        values[(index * rows)..<((index + 1) * rows)]
    }

    /// The largest element in size; 0 without elements.
    var largest: Double { values.reduce(0) { max($0, abs($1)) } }
}
