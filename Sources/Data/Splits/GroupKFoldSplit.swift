import Spec

package struct GroupKFoldSplit: FoldSplit {
    package static let name = "group_k_fold"
    package static let about = """
        Cross-validation that keeps the rows of a group together.

        As `k_fold`, but all rows of a group are in the same part: what is judged are groups the model has
        never seen. The largest groups are placed first, each in the part with the fewest rows, so that
        parts are of nearly equal size.

        - Limits: rows without a group are one group; without shuffling the folds are those of scikit-learn
          wherever group sizes decide; of groups of the same size the later one comes first
        - Errors: fewer groups than folds; a column that is not there
        - Source: scikit-learn `GroupKFold`
        """
    package static let example: String? = "{group_k_fold: {folds: 5, by: patient}}"

    package var sourceParts: [String] = []
    let count: Int
    let column: String
    let columnOrigin: Origin
    let keeps: Bool
    let shuffles: Bool

    package init(reading fields: inout FieldReader) {
        count = fields.foldCount()
        column = fields.requiredString("by", "The column whose values are the groups.")
        columnOrigin = fields.origin(of: "by")
        keeps = fields.bool("keep", default: false, "Whether the column stays in the table.")
        shuffles = fields.bool(
            "shuffle", default: false,
            "Whether groups are dealt out in random order, the same number to each part, as 'repeated' needs."
        )
    }

    package var foldCount: Int { count }
    package var usesSeed: Bool { shuffles }
    package var keepsNeighbours: Bool? { nil }
    package var droppedColumns: [String] { keeps ? [] : [column] }

    package func check(_ context: StepContext) throws { try context.require(column, at: columnOrigin) }

    package func folds(
        _ table: Table, rows: [Int32], target: String, seed: UInt64, repetition: Int
    ) throws -> [Fold] {
        guard let categories = table[column]?.asCategories else {
            throw StepFailure("the split needs the column '\(column)', which is not there")
        }
        let missing = categories.levels.count
        let groups = rows.map { categories.codes[Int($0)] < 0 ? missing : Int(categories.codes[Int($0)]) }
        var sizes = [Int](repeating: 0, count: missing + 1)
        for group in groups { sizes[group] += 1 }
        let occurring = sizes.indices.filter { sizes[$0] > 0 }
        guard occurring.count >= count else { throw FoldRows.tooFew(count, occurring.count, "groups") }
        var foldOf = [Int](repeating: 0, count: sizes.count)
        if shuffles {
            let order = FoldRows.order(occurring.count, seed: seed, repetition: repetition)
            var start = 0
            for (fold, size) in FoldRows.sizes(occurring.count, count).enumerated() {
                for index in order[start..<(start + size)] { foldOf[occurring[Int(index)]] = fold }
                start += size
            }
        } else {
            var filled = [Int](repeating: 0, count: count)
            let bySize = occurring.sorted { sizes[$0] != sizes[$1] ? sizes[$0] > sizes[$1] : $0 > $1 }
            for group in bySize {
                let lightest = filled.indices.min { (filled[$0], $0) < (filled[$1], $1) } ?? 0
                foldOf[group] = lightest
                filled[lightest] += sizes[group]
            }
        }
        return FoldRows.folds(rows, foldOf: groups.map { foldOf[$0] }, count: count)
    }
}
