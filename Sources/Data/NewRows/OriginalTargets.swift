/// Every target's values as the source has them.
struct OriginalTargets: Sendable {
    private(set) var each: [OriginalTarget]

    /// - Parameter count: of targets
    init(count: Int) { each = [OriginalTarget](repeating: OriginalTarget(), count: count) }

    init(_ each: [OriginalTarget]) { self.each = each }

    /// Takes note of what a step has done to the targets.
    ///
    /// - Parameter names: of each target before the step and after it
    mutating func note(
        _ transform: any Transform, before: Table, after: Table, names: [(before: String, after: String)]
    ) {
        for (index, name) in zip(each.indices, names) {
            each[index].note(transform, before: before, after: after, name: name)
        }
    }

    /// The values of some rows of the source, row by row with one of each target; nil where no step that can be undone
    /// has changed one of them.
    ///
    /// - Parameters:
    ///   - rows: of the table, in the order of `rowIds`
    ///   - targets: the columns as they are now: those no step has changed are taken from here
    func values(
        rowIds: some Collection<Int>, rows: [Int32], targets: [NumberColumn], _ transform: TargetTransform
    ) -> RowValues? {
        guard each.count > 1 else { return each.first?.values(rowIds: rowIds) }
        guard each.contains(where: \.isKept) else { return nil }
        let columns = zip(each, targets).enumerated().map { index, pair -> RowValues in
            // Where another step has changed a target since, no more is known than what undoing the steps gives.
            pair.0.values(rowIds: rowIds)
                ?? RowValues(rows.lazy.map { transform.inverted(pair.1.values[Int($0)], column: index) })
        }
        return RowValues(rows.indices.flatMap { row in columns.map { $0[row] } })
    }
}
