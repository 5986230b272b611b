import Spec

/// Cross-validation forwards in time: each fold is judged by the rows that follow those it is trained on.
///
///     test_size = n / (k + 1), or as given;  fold i is judged by rows n − (k − i) · test_size …, trained on all before them
///
/// - Fields: folds (k, 5); column (of times; left out: the order of the rows); format (of its texts); gap (0: rows left
///   out before the judged ones); test_size (rows judged in each fold); max_train (the latest rows trained on; left out: all)
/// - Limits: the first rows are never judged; folds have different numbers of training rows unless `max_train` says
///   otherwise, so they are trained one after another; later rows with the same time as earlier ones keep their order
/// - Errors: too few rows for so many folds; missing times; a column that is not there
/// - Source: scikit-learn `TimeSeriesSplit`
package struct TimeSeriesSplit: FoldSplit {
    package static let name = "time_series"
    package static let summary =
        "Cross-validation forwards in time: trained on the past, judged by what follows."
    package static let documentation = """
        time_series: 5      time_series: {folds: 4, column: date, gap: 7, test_size: 30, max_train: 365}

        Rows in the order of `column`, whose texts are read as in `time` (written year first, or as `format`
        says), or of the file. Every fold is judged by `test_size` rows and trained
        on those before them, at most the latest `max_train`, without the `gap` rows in between. Folds
        follow one another; the last one is judged by the last rows. These are the folds of
        scikit-learn's TimeSeriesSplit.

        Errors: too few rows for so many folds; texts that are no times; missing times; a column that is
        not there.
        """
    package static let primaryField: String? = "folds"
    package static let example: String? = "{time_series: 5}"

    package let place: Origin
    package let parameters: SpecContent
    package var sourceParts: [String] = []
    let count: Int
    /// Nil for the order of the rows.
    package let timeOrder: TimeOrder?
    let gap: Int
    let testRows: Int?
    let largestTraining: Int?

    package init(reading fields: inout FieldReader) {
        place = fields.place
        count = fields.foldCount()
        timeOrder = fields.timeOrder()
        gap = fields.int("gap", default: 0, in: .closed(0, 1e9), "rows left out before those that judge")
        testRows = fields.optionalInt("test_size", in: .closed(1, 1e9), "rows that judge in each fold")
        largestTraining = fields.optionalInt("max_train", in: .closed(1, 1e9), "the latest rows trained on")
        parameters = fields.resolved.content
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
