extension DataSection {
    /// Whether the order of the rows is an order of time: a step goes by it, or a season is named.
    package var isSeries: Bool {
        season != nil || steps.contains { $0.value is any OrderedStep }
    }
}

extension DataPipeline {
    /// The targets as series; nil for rows that are none.
    func series(_ stage: PreparationStage) -> TargetSeries? {
        guard section.isSeries else { return nil }
        let table = stage.table
        var groups: [Int32]?
        if let kept = stage.groups, case .numbers(let numbers)? = kept["group"] {
            let known = Dictionary(
                (0..<kept.rowCount).map { (kept.rowId($0), Int32(numbers.values[$0])) },
                uniquingKeysWith: { first, _ in first })
            groups = (0..<table.rowCount).map { known[table.rowId($0)] ?? -1 }
        }
        return TargetSeries(
            rows: table.rowCount, groups: groups,
            horizons: section.targets.value.map { horizon(of: $0, stage.entries) },
            season: section.season ?? 1)
    }

    /// How far off the naive forecast is on the training rows, in both spaces.
    func errors(
        of series: TargetSeries, _ assignment: RowAssignment, _ columns: [NumberColumn],
        _ transform: TargetTransform
    ) -> NaiveErrors {
        let training = assignment.parts.first { $0.name == "train" }?.rows ?? []
        let values = series.errors(training: training) { row, target in columns[target].values[row] }
        guard !transform.isIdentity else { return NaiveErrors(values: values, original: values) }
        let original = series.errors(training: training) { row, target in
            transform.inverted(columns[target].values[row], column: target)
        }
        return NaiveErrors(values: values, original: original)
    }

    /// Rows from the last value of a target that is known to the target: of a window its horizon, of lags the shortest.
    private func horizon(of target: String, _ entries: [Preprocessing.Entry]) -> Int {
        var name = target
        var shortest: Int?
        for entry in entries.reversed() {
            switch entry.transform.effect(onTarget: name) {
            case .moved(_, let rows, _): return rows
            case .renamed(let earlier): name = earlier
            case .none, .invertible, .replaced: break
            }
            guard let lag = entry.transform as? LagTransform, lag.columns.contains(name) else { continue }
            shortest = min(shortest ?? .max, lag.lags.min() ?? 1)
        }
        return max(1, shortest ?? 1)
    }
}

extension PreparationStage {
    /// Takes note of which rows form a series, when the first step goes by their order.
    mutating func noteGroups(_ transform: any Transform, before: Table) throws {
        guard groups == nil, let names = (transform as? any GroupedTransform)?.group, !names.isEmpty else {
            return
        }
        let numbers = try RowGroups.numbers(before, by: names, for: type(of: transform).stepName)
        groups = try Table(
            [("group", .numbers(NumberColumn(numbers.map { Double($0) })))], rowIds: before.rowIds)
    }
}

/// A transform over the order of rows that may take the rows of each group for a series of their own.
protocol GroupedTransform: HistoryTransform {
    var group: [String]? { get }
}
