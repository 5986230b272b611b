/// Copies of rows chosen by index.
package enum RowGather {
    /// Copies rows `rows[0], rows[1], …` of a table to neighbouring rows of the result.
    ///
    /// - Limits: every index must be a row of the table; nothing is checked.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Int32)
    package static func gather<Scalar: BufferElement>(
        table: UnsafePointer<Scalar>, rowStride: Int, columns: Int, rows: UnsafePointer<Int32>, count: Int,
        into result: UnsafeMutablePointer<Scalar>, resultRowStride: Int
    ) {
        for index in 0..<count {
            let source = table + Int(rows[index]) &* rowStride
            (result + index &* resultRowStride).update(from: source, count: columns)
        }
    }

    /// Adds neighbouring rows of `source` to rows `rows[0], rows[1], …` of the table, one after the other.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func scatterAdd<Scalar: KernelScalar>(
        from source: UnsafePointer<Scalar>, sourceRowStride: Int, columns: Int, rows: UnsafePointer<Int32>,
        count: Int, into table: UnsafeMutablePointer<Scalar>, rowStride: Int
    ) {
        for index in 0..<count {
            let target = table + Int(rows[index]) &* rowStride
            let values = source + index &* sourceRowStride
            for column in 0..<columns { target[column] += values[column] }
        }
    }
}
