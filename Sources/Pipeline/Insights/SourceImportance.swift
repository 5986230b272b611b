import Data
import Kernels
import Runs
import Training

/// Permutation importance of the columns of the source: each is shuffled among the rows of one part, all rows go
/// through the fitted steps as new rows do, and the loss is measured.
///
/// Steps that look at rows before a row (`lag`, `rolling`, `window` …) need those rows: then the whole source goes
/// through the steps, the column shuffled among the rows of the part, as long as the sample holds the whole source; of
/// a larger one no column is looked at, and all are named. Steps that only remove rows play no part, as for new rows.
struct SourceImportance {
    private let insights: RunInsights
    private let rows: NewRows
    private let split: PreparedSplit
    /// The columns that the model reads, of the rows that go through the steps.
    private let table: Table
    /// The source's columns that are shuffled, with their place among all columns of the source.
    private let columns: [(place: Int, name: String)]
    /// The rows of the table that belong to the part, and their rows in the part's matrices.
    private let places: [Int32]
    private let splitRows: [Int]
    private let isTooLarge: Bool

    /// Nil when there is nothing to compare: fewer than two columns, or too few rows.
    init?(_ insights: RunInsights, _ sample: Table, _ split: PreparedSplit) throws {
        let data = insights.preparation.data
        let known = data.preprocessing.inputs?.columns ?? []
        guard (2...RunInsights.mostImportanceColumns).contains(known.count) else { return nil }
        let rows = try NewRows(
            data.preprocessing, elementType: insights.preparation.checked.spec.realType.elementType)
        let wanted = try rows.columns(of: known.map(\.name), withTarget: false, file: "").types
        let columns = known.enumerated().filter { wanted[$0.element.name] != nil }
            .map { (place: $0.offset, name: $0.element.name) }
        guard columns.count > 1, columns.allSatisfy({ sample[$0.name] != nil }) else { return nil }
        self.insights = insights
        self.rows = rows
        self.split = split
        self.columns = columns
        let chosen = sample.selecting(columns.map(\.name))
        let looksBack = rows.rowsOfHistory(withTarget: false) != 0
        isTooLarge = looksBack && sample.rowIds != nil
        let found = Self.belonging(chosen, to: split)
        if looksBack {
            table = chosen
            places = found.places
            splitRows = found.splitRows
        } else {
            let limit = Self.affordable(insights, columns.count)
            let count = min(found.places.count, limit, RunInsights.mostImportanceRows)
            let kept = (0..<count).map { $0 * found.places.count / count }
            table = try Self.renumbered(chosen.gathering(kept.map { found.places[$0] }))
            places = (0..<count).map { Int32($0) }
            splitRows = kept.map { found.splitRows[$0] }
        }
    }

    /// Row numbers begin anew, as those of new rows do.
    private static func renumbered(_ table: Table) throws -> Table {
        try Table(schema: table.schema, columns: table.columns)
    }

    /// The rows of a table that belong to the part, in the order of the part.
    private static func belonging(
        _ table: Table, to split: PreparedSplit
    ) -> (places: [Int32], splitRows: [Int]) {
        var byId: [Int: Int32] = [:]
        byId.reserveCapacity(table.rowCount)
        for row in 0..<table.rowCount { byId[table.rowId(row)] = Int32(truncatingIfNeeded: row) }
        var places: [Int32] = []
        var splitRows: [Int] = []
        for (row, id) in split.rowIds.enumerated() {
            guard let place = byId[id] else { continue }
            places.append(place)
            splitRows.append(row)
        }
        return (places, splitRows)
    }

    /// Rows that may go through steps and model so often.
    private static func affordable(_ insights: RunInsights, _ columns: Int) -> Int {
        RunInsights.importanceBudget
            / max(1, (stepCost(insights, columns) + modelCost(insights)) * turns(columns))
    }

    private static func turns(_ columns: Int) -> Int { columns * RunInsights.importanceRepeats + 1 }

    private static func modelCost(_ insights: RunInsights) -> Int {
        insights.predictionCost + 8 * insights.preparation.data.featureNames.count + 200
    }

    private static func stepCost(_ insights: RunInsights, _ columns: Int) -> Int {
        let data = insights.preparation.data
        return 20 * (columns + data.featureNames.count) * max(1, data.preprocessing.entries.count)
    }

    func importance() throws -> RunImportance? {
        guard places.count >= min(RunInsights.fewestImportanceRows, split.rows), places.count >= 2 else {
            return nil
        }
        let cost = Self.stepCost(insights, columns.count) * table.rowCount * Self.turns(columns.count)
        if isTooLarge || cost > 4 * RunInsights.importanceBudget {
            let reason = "the steps look at rows before a row, and the source is too large for that"
            return result(
                loss: nil, rows: 0, [], columns.map { .init(name: $0.name, reason: reason) })
        }
        let base = try measured(table)
        guard base.rows.count >= 2 else { return nil }
        let predictor = try insights.predictor(rows: base.rows.count)
        let loss = try self.loss(base.features, base.rows, predictor)
        guard loss.isFinite else { return nil }
        var found: [RunImportance.Feature] = []
        var leftOut: [RunImportance.LeftOut] = []
        for column in columns {
            do {
                let losses = try (0..<RunInsights.importanceRepeats).map { turn in
                    let shuffled = try measured(try self.shuffled(column, turn))
                    if shuffled.rows == base.rows {
                        return try self.loss(shuffled.features, shuffled.rows, predictor) - loss
                    }
                    return try difference(base, shuffled, predictor)
                }
                found.append(RunInsights.feature(column.name, losses))
            } catch let failure as StepFailure {
                leftOut.append(.init(name: column.name, reason: "shuffled, " + failure.message))
            }
        }
        return result(loss: loss, rows: base.rows.count, found, leftOut)
    }

    private func result(
        loss: Double?, rows: Int, _ found: [RunImportance.Feature], _ leftOut: [RunImportance.LeftOut]
    ) -> RunImportance {
        RunImportance(
            split: split.name, rows: rows, splitRows: split.rows, repeats: RunInsights.importanceRepeats,
            loss: loss, unit: .columns, features: RunInsights.sorted(found), leftOut: leftOut)
    }

    /// The rows of the part as the model reads them; those with a missing value are left out.
    private func measured(_ table: Table) throws -> (features: DataMatrix, rows: [Int]) {
        let prepared = try rows.prepare(table, firstRow: 0, withTarget: false)
        var placeOf: [Int32: Int] = [:]
        for (place, row) in prepared.rows.enumerated() { placeOf[row] = place }
        // Where the source went through the steps as a whole: as many rows as the model can be asked for.
        let most = max(
            2,
            min(
                RunInsights.mostImportanceRows,
                RunInsights.importanceBudget
                    / (Self.modelCost(insights) * Self.turns(columns.count))))
        let count = min(places.count, most)
        let chosen = (0..<count).map { $0 * places.count / count }.filter { placeOf[places[$0]] != nil }
        return (
            prepared.features.gathering(chosen.compactMap { placeOf[places[$0]] }),
            chosen.map { splitRows[$0] }
        )
    }

    private func loss(_ features: DataMatrix, _ rows: [Int], _ predictor: Predictor) throws -> Double {
        try predictor.scored(features, targets: split.targets.gathering(rows)).loss
    }

    /// Over the rows that have all values before and after.
    private func difference(
        _ base: (features: DataMatrix, rows: [Int]), _ shuffled: (features: DataMatrix, rows: [Int]),
        _ predictor: Predictor
    ) throws -> Double {
        func common(_ one: (features: DataMatrix, rows: [Int]), _ other: [Int]) throws -> Double {
            let others = Set(other)
            let kept = one.rows.indices.filter { others.contains(one.rows[$0]) }
            guard !kept.isEmpty else { throw StepFailure("no row has all values") }
            return try loss(one.features.gathering(kept), kept.map { one.rows[$0] }, predictor)
        }
        return try common(shuffled, base.rows) - common(base, shuffled.rows)
    }

    /// The table with one column shuffled among the rows of the part.
    private func shuffled(_ column: (place: Int, name: String), _ turn: Int) throws -> Table {
        let order = ImportanceShuffle.order(
            seed: insights.preparation.checked.spec.seed, column: column.place, turn: turn,
            count: places.count)
        var source = (0..<table.rowCount).map { Int32($0) }
        for (place, from) in order.enumerated() { source[Int(places[place])] = places[Int(from)] }
        guard let values = table[column.name] else { return table }
        return try table.setting(column.name, values.gathered(source))
    }
}

/// The shuffles of permutation importance: a function of seed, column and turn, so that anybody can do them again.
package enum ImportanceShuffle {
    /// The row at place i gets the value of the row at place `order[i]`.
    ///
    /// - Parameter column: its place among all columns of the source, counted from 0
    package static func order(seed: UInt64, column: Int, turn: Int, count: Int) -> [Int32] {
        // The stream of samplers: the training of a run draws nothing from it.
        let key = RandomKey(seed: seed, stream: .sampler)
        let position = RandomPosition(
            site: UInt32(truncatingIfNeeded: column), step: UInt32(truncatingIfNeeded: turn), trial: 0)
        return [Int32](unsafeUninitializedCapacity: count) { order, filled in
            if let base = order.baseAddress {
                Permutation.fill(base, count: count, key: key, position: position)
            }
            filled = count
        }
    }
}
