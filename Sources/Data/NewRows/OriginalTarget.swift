/// The target's values as the source has them, kept from the first step that predictions are taken back through:
/// undoing the step would give them with rounding.
///
/// One block of numbers, made where such a step first changes the target, and shared by all stages after it.
struct OriginalTarget: Sendable {
    enum State: Sendable {
        /// No step that can be undone has changed the target yet.
        case asItIs
        /// One column, with the rows of the source.
        case kept(Table)
        /// A step that cannot be undone has changed what was kept.
        case lost
    }

    private(set) var state = State.asItIs

    init() {}

    init(_ state: State) { self.state = state }

    /// Takes note of what a step has done to the target.
    ///
    /// - Parameter name: of the target before the step and after it
    mutating func note(
        _ transform: any Transform, before: Table, after: Table, name: (before: String, after: String)
    ) {
        switch transform.effect(onTarget: name.after) {
        case .replaced: state = .asItIs
        case .invertible:
            guard case .asItIs = state, let numbers = before[name.before]?.asNumbers,
                let kept = try? Table([("target", .numbers(numbers))], rowIds: before.rowIds)
            else { return }
            state = .kept(kept)
        case .moved(_, let rows, let group): move(by: rows, group, before)
        case .none, .renamed:
            guard case .kept = state, before.rowCount == after.rowCount,
                case .numbers(let old)? = before[name.before], case .numbers(let new)? = after[name.after],
                old.storage !== new.storage
            else { return }
            state = .lost
        }
    }

    /// What was kept moves with the target: each row has the value of a later one.
    private mutating func move(by rows: Int, _ group: [String]?, _ before: Table) {
        guard case .kept = state else { return }
        let ids = (0..<before.rowCount).map { before.rowId($0) }
        guard let values = values(rowIds: ids, hasGaps: true),
            let groups = try? RowGroups(before, by: group, for: "window"),
            let moved = try? Table(
                [("target", Column.numbers(NumberColumn(values.array)).shifted(by: -rows, in: groups))],
                rowIds: before.rowIds)
        else {
            state = .lost
            return
        }
        state = .kept(moved)
    }

    /// Whether some step has changed the target in a way that can be undone.
    var isKept: Bool {
        if case .kept = state { return true }
        return false
    }

    /// The values of some rows of the source; nil where none were kept.
    ///
    /// - Parameter hasGaps: whether rows without a value are NaN, instead of nothing being known at all
    func values(rowIds: some Collection<Int>, hasGaps: Bool = false) -> RowValues? {
        guard case .kept(let table) = state, case .numbers(let numbers)? = table["target"] else { return nil }
        guard let ids = table.rowIds else { return RowValues(rowIds.lazy.map { numbers.values[$0] }) }
        let place = Dictionary(zip(ids, 0...), uniquingKeysWith: { first, _ in first })
        let values = RowValues(
            rowIds.lazy.map { id in place[Int32(id)].map { numbers.values[$0] } ?? .nan })
        return !hasGaps && values.contains { $0.isNaN } ? nil : values
    }
}
