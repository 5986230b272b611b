import Spec

package struct TimeSeriesSplit: FoldSplit {
    package static let name = "time_series"
    package static let about = """
        Cross-validation forwards in time: trained on the past, judged by what follows.

            fold i of k is judged by the test_size rows from n - (k - i) · test_size on,
            and trained on those before them;   test_size = n / (k + 1) unless given

        Rows are in the order of `column`, whose texts are read as in `time`, or in that of the file. Folds
        follow one another; the last one is judged by the last rows.

        - Limits: the first rows are never judged; folds have different numbers of training rows unless
          `max_train` says otherwise, so they are trained one after another; rows with the same time keep
          their order
        - Errors: too few rows for so many folds; texts that are not times; missing times; a column that is
          not there
        - Source: scikit-learn `TimeSeriesSplit`
        """
    package static let primaryField: String? = "folds"
    package static let example: String? = "{time_series: 5}"

    package var sourceParts: [String] = []
    let count: Int
    /// Nil for the order of the rows.
    package let timeOrder: TimeOrder?
    let gap: Int
    let testRows: Int?
    let largestTraining: Int?

    package init(reading fields: inout FieldReader) {
        count = fields.foldCount()
        timeOrder = fields.timeOrder()
        gap = fields.int("gap", default: 0, in: .closed(0, 1e9), "Rows left out before those that judge.")
        testRows = fields.optionalInt("test_size", in: .closed(1, 1e9), "Rows that judge in each fold.")
        largestTraining = fields.optionalInt(
            "max_train", in: .closed(1, 1e9), "How many of the latest rows are trained on; default all.")
    }

    package var foldCount: Int { count }
    package var keepsNeighbours: Bool? { true }

    package func check(_ context: StepContext) throws {
        try timeOrder?.check(context)
    }

    package func folds(
        _ table: Table, rows: [Int32], target: String, seed: UInt64, repetition: Int
    ) throws -> [Fold] {
        let order = try timeOrder.sorted(rows, of: table)
        let judged = testRows ?? order.count / (count + 1)
        let first = order.count - count * judged
        guard judged > 0, first - gap > 0 else {
            throw StepFailure(
                "\(order.count) rows are too few for \(count) folds of \(judged) rows"
                    + (gap > 0 ? " with a gap of \(gap)" : ""),
                help: "make fewer folds, or judge by fewer rows (test_size)")
        }
        return (0..<count).map { index in
            let start = first + index * judged
            let end = start - gap
            let begin = largestTraining.map { max(0, end - $0) } ?? 0
            return Fold(
                train: order[begin..<end].sorted(), val: order[start..<(start + judged)].sorted())
        }
    }
}
