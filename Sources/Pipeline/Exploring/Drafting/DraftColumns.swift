import Data
import Machine

/// What a drafted specification does with each column, and why.
struct DraftColumns {
    private(set) var all: [DraftColumn]
    /// Whether the rows are a series: in the order of one column of times, and nothing else is known of them.
    let isSeries: Bool
    /// Whether the rows are in the order of a column of dates.
    let isInOrderOfTime: Bool
    /// The distance of two rows of a series that mean the same, such as 12 months; nil where none is known.
    let season: Int?
    /// Columns of numbers with signs, such as money, the target among them.
    var signed: [SignedNumbers] = []

    var features: [DraftColumn] { all.filter(\.isFeature) }
    var dropped: [DraftColumn] { all.filter(\.isDropped) }
    var group: DraftColumn? { all.first(where: \.isGroup) }
    /// The same without what keeps rows together: for a model that does not look at columns.
    var withoutGroup: DraftColumns {
        var columns = self
        columns.all = all.map {
            $0.isGroup
                ? $0.leftOut(
                    "'\($0.name)' names what several rows belong to; a mean of all rows does not look at it")
                : $0
        }
        return columns
    }
    /// Whether there is anything a model could learn from.
    var isEmpty: Bool { features.isEmpty && !isSeries }

    init(_ table: Table, _ profile: DataProfile, target: DraftTarget) {
        let reader = DraftColumnReader(table, profile, target: target)
        var columns = profile.columns.filter { $0.name != target.name }.compactMap { reader.column($0) }
        // A single column that counts through the rows is all there is: then it is the input.
        if !columns.contains(where: \.isFeature),
            let index = columns.firstIndex(where: { $0.isDropped && reader.isVaryingNumber($0.name) }),
            let found = profile[column: columns[index].name]
        {
            columns[index] = DraftColumn(found, .number)
        }
        if columns.count(where: \.isGroup) > 1 {
            // Rows can be kept together by one column only: the one with the most values is the finest.
            let finest = columns.indices.filter { columns[$0].isGroup }
                .max { columns[$0].distinct < columns[$1].distinct }
            for index in columns.indices where columns[index].isGroup && index != finest {
                columns[index] = reader.coarserGroup(columns[index])
            }
        }
        let order = columns.indices.filter { reader.isInOrder(columns[$0]) }
        let hasGroup = columns.contains(where: \.isGroup)
        let dates = columns.indices.filter { columns[$0].dateParts != nil && reader.isSorted(columns[$0]) }
        let others = columns.indices.filter { columns[$0].isFeature && !order.contains($0) }
        let isAlone =
            !target.isClass && !hasGroup && order.count == 1 && others.isEmpty
            && table.rowCount >= DraftSplit.shortestSeries
        let isEven = isAlone && reader.isEven(columns[order[0]])
        isSeries = isEven && target.missing == 0
        isInOrderOfTime = !hasGroup && dates.count == 1 && (isSeries || !isAlone)
        if isAlone, !isEven { columns[order[0]] = reader.asMeasured(columns[order[0]]) }
        season = isSeries ? reader.season(columns[order[0]]) : nil
        if isSeries, let found = profile[column: columns[order[0]].name], columns[order[0]].dateParts == nil {
            columns[order[0]] = DraftColumn(
                found, .order,
                note: "the rows are in the order of '\(found.name)', and what comes next lies beyond it: "
                    + "the model sees earlier values instead")
        }
        if isInOrderOfTime || isSeries {
            columns = columns.map { reader.withoutYear($0) }
        }
        var made: Set<String> = [target.name]
        if isSeries { made.formUnion(DraftSteps.lags(season).map { "\(target.name)_lag\($0)" }) }
        all = columns.repairingNames(made)
    }
}
