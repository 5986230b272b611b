import Spec

package struct StratifiedKFoldSplit: FoldSplit {
    package static let name = "stratified_k_fold"
    package static let about = """
        Cross-validation with nearly the same share of every class in each part.

            sorted by class, row i belongs to part i mod k: so many rows of a class go to a part
            which of them: the first ones to the first part, or in random order

        As `k_fold`. A column of numbers with more than `bins` distinct values is cut into that many bins of
        nearly equal size.

        - Limits: a class of fewer rows than folds is not in all parts; a missing value is a class; without
          shuffling the folds are those of scikit-learn
        - Errors: every class has fewer rows than there are folds; a column that is not there
        - Source: scikit-learn `StratifiedKFold`
        """
    package static let primaryField: String? = "folds"
    package static let example: String? = "{stratified_k_fold: 5}"

    package var sourceParts: [String] = []
    let count: Int
    let column: String?
    let columnOrigin: Origin
    let bins: Int
    let shuffles: Bool

    package init(reading fields: inout FieldReader) {
        count = fields.foldCount()
        column = fields.optionalString("by", "Column whose classes count; default the target.")
        columnOrigin = column == nil ? fields.place : fields.origin(of: "by")
        bins = fields.int("bins", default: 10, in: .closed(2, 10_000), "Classes made of a column of numbers.")
        shuffles = fields.bool(
            "shuffle", default: true, "Whether the rows of a class are dealt out in random order.")
    }

    package var foldCount: Int { count }
    package var usesSeed: Bool { shuffles }
    package var usesTarget: Bool { column == nil }
    package var keepsNeighbours: Bool? { false }

    package func check(_ context: StepContext) throws {
        if column == nil {
            try context.requireOneTarget(
                for: Self.name, at: columnOrigin, help: "name the column whose classes count: by: COLUMN")
        }
        try context.require(column ?? context.target, at: columnOrigin)
    }

    package func folds(
        _ table: Table, rows: [Int32], target: String, seed: UInt64, repetition: Int
    ) throws -> [Fold] {
        let strata = try Strata(table, column ?? target, bins: bins)
        let classes = StratifiedKFoldSplit.byAppearance(rows.map { strata.codes[Int($0)] })
        var members = [[Int]](repeating: [], count: (classes.max() ?? -1) + 1)
        for (position, label) in classes.enumerated() { members[label].append(position) }
        let largest = members.map(\.count).max() ?? 0
        guard largest >= count else { throw FoldRows.tooFew(count, largest, "rows in a class") }
        var foldOf = [Int](repeating: 0, count: rows.count)
        // The rows sorted by class are counted off; of a class that begins at position `start`, as many rows fall to a
        // part as there are positions of it with that remainder.
        var start = 0
        for (label, positions) in members.enumerated() {
            var folds: [Int] = []
            for fold in 0..<count {
                let first = (fold - start % count + count) % count
                let amount = first < positions.count ? (positions.count - first - 1) / count + 1 : 0
                folds += [Int](repeating: fold, count: amount)
            }
            let order =
                shuffles
                ? FoldRows.order(positions.count, seed: seed, site: label + 1, repetition: repetition).map(
                    Int.init)
                : Array(positions.indices)
            for (index, place) in order.enumerated() { foldOf[positions[place]] = folds[index] }
            start += positions.count
        }
        return FoldRows.folds(rows, foldOf: foldOf, count: count)
    }

    /// Classes numbered in the order in which they come up.
    private static func byAppearance(_ codes: [Int]) -> [Int] {
        var numbers: [Int: Int] = [:]
        return codes.map { code in
            if let known = numbers[code] { return known }
            numbers[code] = numbers.count
            return numbers.count - 1
        }
    }
}
