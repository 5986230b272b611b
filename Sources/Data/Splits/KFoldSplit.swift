import Spec

package struct KFoldSplit: FoldSplit {
    package static let name = "k_fold"
    package static let about = """
        Cross-validation: k parts, each judges a model trained on the others.

            parts of n / k rows, the first n mod k of them with one more

        Every part is the validation part `val` of one fold and belongs to the training rows of the others;
        steps are fitted anew for each fold. A run trains all folds and reports each one's figures, their
        mean and their standard deviation, and the predictions of every row by the fold that did not train
        on it. A source's own test part is in no fold; every fold is judged by it as well.

        - Limits: without shuffling the folds are those of scikit-learn, cut in the order of the file;
          shuffled ones are as equal, but other rows
        - Errors: fewer rows than folds
        - Source: scikit-learn `KFold`
        """
    package static let primaryField: String? = "folds"
    package static let example: String? = "{k_fold: 5}"

    package var sourceParts: [String] = []
    let count: Int
    let shuffles: Bool

    package init(reading fields: inout FieldReader) {
        count = fields.foldCount()
        shuffles = fields.bool(
            "shuffle", default: true,
            "Whether rows are dealt out in random order; parts of a sorted file have nothing in common.")
    }

    package var foldCount: Int { count }
    package var usesSeed: Bool { shuffles }
    package var keepsNeighbours: Bool? { !shuffles }

    package func check(_ context: StepContext) throws {}

    package func folds(
        _ table: Table, rows: [Int32], target: String, seed: UInt64, repetition: Int
    ) throws -> [Fold] {
        guard rows.count >= count else { throw FoldRows.tooFew(count, rows.count, "rows") }
        let order =
            shuffles
            ? FoldRows.order(rows.count, seed: seed, repetition: repetition) : Array(0..<Int32(rows.count))
        var foldOf = [Int](repeating: 0, count: rows.count)
        var start = 0
        for (fold, size) in FoldRows.sizes(rows.count, count).enumerated() {
            for position in order[start..<(start + size)] { foldOf[Int(position)] = fold }
            start += size
        }
        return FoldRows.folds(rows, foldOf: foldOf, count: count)
    }
}
