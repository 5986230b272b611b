import Data
import Foundation
import Runs
import Training

extension RunInsights {
    private static let mostLines = 4
    /// Values of a line; the last ones are kept.
    private static let mostValues = 2000
    /// Values before the predicted ones.
    private static let mostBefore = 300

    /// `series.json`, for real targets of rows in the order of time; nil for others.
    func series(_ split: PreparedSplit, _ predictions: ScoredRows) throws -> RunSeries? {
        let section = preparation.checked.spec.data
        let isTimed = section.isSeries || section.split.value.timeOrder != nil
        guard isTimed, preparation.data.target == .real, split.rows > 1 else { return nil }
        let pipeline = preparation.checked.spec.dataPipeline(preparation.checked.request.dataEnvironment)
        guard let times = try pipeline.sourceTimes(of: preparation.data) else { return nil }
        let drawing = SeriesDrawing(
            data: preparation.data, split: split,
            predictions: (predictions.inOriginalUnits(preparation.data.targetTransform) ?? predictions)
                .predictions, times: times,
            ahead: preparation.data.targetNames.map { section.rowsAhead(of: $0) })
        return drawing.series(lines: Self.mostLines, values: Self.mostValues, before: Self.mostBefore)
    }
}

/// Puts values of rows in the order of their times.
private struct SeriesDrawing {
    let data: PreparedData
    let split: PreparedSplit
    let predictions: [Double]
    let times: SourceTimes
    /// Rows from a row to its value, for each target.
    let ahead: [Int]

    private struct Value {
        var rank: Double
        var row: Int
        var target: Double
        var prediction: Double?
    }

    /// The rows of each series of the source, in their order.
    private let members: [String: [Int]]
    private let places: [Int]

    init(data: PreparedData, split: PreparedSplit, predictions: [Double], times: SourceTimes, ahead: [Int]) {
        self.data = data
        self.split = split
        self.predictions = predictions
        self.times = times
        self.ahead = ahead
        var members: [String: [Int]] = [:]
        var places: [Int] = []
        for row in times.ranks.indices {
            let group = times.groups?[row] ?? ""
            places.append(members[group]?.count ?? 0)
            members[group, default: []].append(row)
        }
        self.members = members
        self.places = places
    }

    func series(lines mostLines: Int, values: Int, before: Int) -> RunSeries? {
        let groups = times.groups.map { groups in
            var seen: Set<String> = []
            return split.rowIds.compactMap { row in
                groups.indices.contains(row) && seen.insert(groups[row]).inserted ? groups[row] : nil
            }
        }
        let targets = data.targetNames.indices
        let chosen = choice(of: groups, mostLines)
        var isMean = false
        let lines = chosen.compactMap { target, group -> RunSeries.Line? in
            let name = [targets.count > 1 ? data.targetNames[target] : nil, group].compactMap { $0 }
            return line(
                name.joined(separator: ", "), of: target, group, values: values, before: before, &isMean)
        }
        guard !lines.isEmpty else { return nil }
        let all = max(1, groups?.count ?? 1) * targets.count
        return RunSeries(
            time: times.name, split: split.name, isMean: isMean, lines: lines,
            omitted: max(0, all - lines.count))
    }

    /// The targets and series that are drawn.
    private func choice(of groups: [String]?, _ most: Int) -> [(target: Int, group: String?)] {
        let targets = data.targetNames.count
        guard targets > 1 else {
            guard let groups else { return [(target: 0, group: nil)] }
            return groups.prefix(most).map { group in (target: 0, group: Optional(group)) }
        }
        // The nearest, the farthest, and some between.
        let shown = min(most, targets)
        return (0..<shown).map { index in
            (target: index * (targets - 1) / max(1, shown - 1), group: groups?.first)
        }
    }

    private func line(
        _ name: String, of target: Int, _ group: String?, values most: Int, before: Int, _ isMean: inout Bool
    ) -> RunSeries.Line? {
        let columns = data.targetNames.count
        var values = self.values(of: split, target, group) { predictions[$0 * columns + target] }
        guard let first = values.map(\.rank).min() else { return nil }
        let earlier = data.splits.filter { $0.name != split.name }.flatMap { part in
            self.values(of: part, target, group) { _ in nil }
        }
        values += earlier.filter { $0.rank < first }.sorted { ($0.rank, $0.row) < ($1.rank, $1.row) }
            .suffix(min(before, values.count))
        values.sort { ($0.rank, $0.row) < ($1.rank, $1.row) }
        let merged = Self.merged(values, &isMean).suffix(most)
        return RunSeries.Line(
            name: name,
            times: merged.map { times.labels.indices.contains($0.row) ? times.labels[$0.row] : "\($0.row)" },
            target: merged.map { $0.target.isFinite ? $0.target : nil },
            prediction: merged.map { $0.prediction.flatMap { $0.isFinite ? $0 : nil } })
    }

    /// The rows of a part at the times of their values.
    private func values(
        of part: PreparedSplit, _ target: Int, _ group: String?, prediction: (Int) -> Double?
    ) -> [Value] {
        let columns = data.targetNames.count
        return part.rowIds.enumerated().compactMap { index, row -> Value? in
            guard times.ranks.indices.contains(row) else { return nil }
            let own = times.groups?[row] ?? ""
            guard group == nil || own == group else { return nil }
            let place = places[row] + ahead[target]
            guard let rows = members[own], rows.indices.contains(place) else { return nil }
            let at = index * columns + target
            let value =
                part.originalTargets?[at]
                ?? data.targetTransform?.inverted(
                    part.exactTargets?[at] ?? part.targets[index, target], column: target)
                ?? part.exactTargets?[at] ?? part.targets[index, target]
            return Value(
                rank: times.ranks[rows[place]], row: rows[place], target: value,
                prediction: prediction(index))
        }
    }

    /// Values of one time become their mean.
    private static func merged(_ values: [Value], _ isMean: inout Bool) -> [Value] {
        var merged: [Value] = []
        var start = 0
        while start < values.count {
            var end = start + 1
            while end < values.count, values[end].rank == values[start].rank { end += 1 }
            var mean = values[start]
            if end - start > 1 {
                isMean = true
                let same = values[start..<end]
                mean.target = same.reduce(0) { $0 + $1.target } / Double(same.count)
                let predicted = same.compactMap(\.prediction)
                mean.prediction =
                    predicted.isEmpty ? nil : predicted.reduce(0, +) / Double(predicted.count)
            }
            merged.append(mean)
            start = end
        }
        return merged
    }
}
