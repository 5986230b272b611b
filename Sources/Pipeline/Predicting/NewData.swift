import Data
import Foundation
import Runs
import Spec
import Training

/// A file of new data read and predicted part by part, in memory that does not grow with the file.
///
/// Several models, those of a cross-validation's folds, each prepare the rows with their own fitted steps; what they
/// predict is averaged: numbers in original units, classes by their probabilities.
///
/// Lifetime: made once per file; `forEachPart` once. One thread.
final class NewData {
    /// One part with its predictions.
    struct Part {
        var table: Table
        /// Columns that are handed through, as they are in the file.
        var kept: Table?
        var prepared: NewRows.Prepared
        /// [usable rows, task.predictionColumns]
        var scored: ScoredRows
    }

    /// What a model predicts with.
    private struct Member {
        var rows: NewRows
        var predictor: Predictor
        var weight: Double
    }

    let rows: NewRows
    /// What predictions are; two classes have a probability each where the models differ in it.
    let task: PredictionTask
    /// What takes predictions back to original units; an average is in them already.
    let transform: TargetTransform?
    /// Columns of the file that the model does not use.
    let ignored: [String]
    private let reader: NewDataReader
    private let members: [Member]
    private let partRows: Int
    private let withTarget: Bool
    private let allowsMissing: Bool
    private let withSpread: Bool
    /// Whether several models are averaged, or what might be several.
    private let averages: Bool
    /// Rows left out because a value is missing.
    private(set) var unusableRows = 0
    private(set) var rowCount = 0
    /// The losses of all rows so far, added up in their order; no row counts without targets and for several models.
    private(set) var losses = LossSum()
    private var contract: ContractCheck?
    private let decision: TrainingDecision?
    /// The position of the positive class, of two.
    let positive: Int
    /// Columns of the file that metrics are measured by, of those that were asked for.
    let groupColumns: [String]
    private let options: CSVOptions

    /// About how many numbers a part may hold: 32 MB in double precision.
    private static let partNumbers = 1 << 22

    /// - Parameter keeping: columns that are read as text and handed through
    /// - Errors: `DataFileError` for missing columns and a file that cannot be read; `StepFailure`; `RunError`
    init(
        _ run: TrainedRun, path: String, withTarget: Bool, keeping: [String] = [], grouping: [String] = [],
        allowsMissing: Bool, threads: Int, partRows: Int? = nil
    ) throws {
        self.withTarget = withTarget
        self.allowsMissing = allowsMissing
        decision = run.decision
        withSpread = run.hasSpread
        averages = run.models.count > 1 || run.blend != nil
        let all = try run.models.map {
            try NewRows($0.preprocessing, elementType: ($0.spec ?? run.spec).realType.elementType)
        }
        rows = all[0]
        transform = averages ? nil : run.preprocessing.targetTransform
        options = run.csvOptions(for: path)
        reader = try NewDataReader(
            path: path, given: try GivenSource.named(path), run: run, options: options,
            tensorColumn: rows.tensorColumn)
        let positive = run.positive.index(in: rows.target)
        self.positive = positive
        groupColumns = grouping.filter(reader.columnNames.contains)
        let keeping = keeping + groupColumns.filter { !keeping.contains($0) }
        contract = run.preprocessing.inputs?.contract.map { ContractCheck($0) }
        var types: [String: ColumnType] = [:]
        for member in all {
            let wanted = try member.columns(
                of: reader.columnNames, withTarget: withTarget, file: reader.name)
            types.merge(wanted.types) { first, _ in first }
        }
        try Self.checkKept(keeping, reader)
        ignored = reader.columnNames.filter { types[$0] == nil && !keeping.contains($0) }
        try reader.chooseColumns(types, keeping: keeping)
        var plans: [ModelPlan] = []
        for (model, member) in zip(run.models, all) {
            guard member.target == rows.target else {
                throw RunError.refused(
                    run: run.directory.id,
                    reason:
                        "its models know different classes, so their predictions have no average; choose one "
                        + "with --fold")
            }
            // A column of tensors gives the model all of its numbers.
            var names: [String] = []
            for name in member.preprocessing.inputs?.features ?? [] {
                names += [String](repeating: name, count: reader.width(of: name))
            }
            let columns = member.preprocessing.featureColumns(names)
            plans.append(try run.plan(features: columns, target: member.target, of: model))
        }
        let first = plans[0].task
        task = plans.allSatisfy { $0.task == first } ? first : .classes(count: 2)
        let widest = plans.map(\.widestRow).max() ?? 1
        let partRows =
            partRows ?? max(256, min(1 << 16, Self.partNumbers / max(types.count, widest, 1)))
        self.partRows = partRows
        members = try zip(all, zip(plans, run.models)).map { rows, pair in
            Member(
                rows: rows,
                predictor: try Predictor(
                    plan: pair.0, elementType: (pair.1.spec ?? run.spec).realType.elementType,
                    threads: threads, weights: pair.1.weights, largestPart: partRows, positiveClass: positive,
                    transform: pair.1.preprocessing.targetTransform), weight: pair.1.weight)
        }
    }

    /// What a part's usable rows have in columns that metrics are measured by.
    func keys(of part: Part, _ columns: [String]) -> [[String]] {
        part.prepared.rows.map { row in
            columns.map { name in
                guard let column = part.kept?[name] else { return "" }
                if case .numbers(let numbers) = column { return numbers[Int(row)].map(numberText) ?? "" }
                return column.description(row: Int(row)) ?? ""
            }
        }
    }

    /// What a column that is handed through holds.
    func keptType(_ name: String) -> ColumnType { reader.keptType(name) }

    private static func checkKept(_ names: [String], _ reader: NewDataReader) throws {
        let missing = names.filter { !reader.columnNames.contains($0) }
        guard !missing.isEmpty else { return }
        throw DataFileError(
            file: reader.name,
            problems: missing.map {
                DataFileProblem(line: 1, "there is no column '\($0)', which is to be kept")
            }, help: "its columns are: " + reader.columnNames.prefix(20).joined(separator: ", "))
    }

    /// Calls `body` for each part, in the order of the file.
    ///
    /// - Errors: `DataFileError` with the place of what is wrong in the file; whatever `body` throws
    func forEachPart(_ body: (Part) throws -> Void) throws {
        let limit = rowsOfHistory.map { max(partRows, $0) } ?? Int(Int32.max)
        var history: Table?
        while let table = try reader.next(limit) {
            let first = rowCount
            rowCount += table.rowCount
            try keepContract(table, firstRow: first)
            var part: Part
            do {
                part = try predicted(table, history, firstRow: first)
            } catch let failure as StepFailure {
                let place = "in data rows \(first) to \(rowCount - 1) (counted from 0)"
                throw DataFileError(file: reader.name, "\(place): \(failure.message)", help: failure.help)
            }
            part.kept = reader.kept
            try body(part)
            history = lastRows(table)
        }
        // A file without rows has predictions without rows; there is nothing to measure on it.
        if rowCount == 0 && withTarget { throw DataFileError(file: reader.name, "has a header but no rows") }
    }

    /// The columns the model reads must keep the contract the run was trained under.
    ///
    /// - Errors: `DataFileError` naming the rows that break it
    private func keepContract(_ table: Table, firstRow: Int) throws {
        contract?.look(at: table, firstRow: firstRow)
        guard let broken = contract?.violations, broken.count > 0 else { return }
        throw broken.error(file: reader.name, options: reader.hasLines ? options : nil)
    }

    private var rowsOfHistory: Int? { rows.rowsOfHistory(withTarget: withTarget) }

    /// The rows that the next part needs before its own.
    private func lastRows(_ part: Table) -> Table? {
        guard let count = rowsOfHistory, count > 0 else { return nil }
        // A part that is shorter than the history is the last one.
        let first = max(0, part.rowCount - count)
        return part.gathering((first..<part.rowCount).map { Int32($0) })
    }

    private func predicted(_ table: Table, _ history: Table?, firstRow: Int) throws -> Part {
        let parts = try members.map { try predicted($0, table, history, firstRow: firstRow) }
        var part = averages ? average(parts) : parts[0]
        if let decision { part.scored = decision.applied(to: part.scored) }
        unusableRows += part.prepared.unusable.count
        if !allowsMissing, !part.prepared.unusable.isEmpty {
            throw DataFileError(
                file: reader.name,
                problems: part.prepared.unusable.map {
                    DataFileProblem(
                        columnName: $0.column,
                        "data row \($0.row) (counted from 0) has no value the model can take")
                },
                help: "fill the gaps in the file, train with a step that fills them, or give --allow-missing")
        }
        return part
    }

    private func predicted(
        _ member: Member, _ table: Table, _ history: Table?, firstRow: Int
    ) throws -> Part {
        let prepared = try member.rows.prepare(
            table, history: history, firstRow: firstRow, withTarget: withTarget)
        if let targets = prepared.targets {
            var sum = losses
            let scored = try member.predictor.scored(
                prepared.features, targets: targets, exact: prepared.exactTargets,
                original: prepared.originalTargets,
                naiveErrors: member.rows.preprocessing.inputs?.naiveErrors, addingTo: &sum)
            // An average has no loss: that is measured in the space in which each model was trained.
            if !averages { losses = sum }
            return Part(table: table, prepared: prepared, scored: scored)
        }
        return Part(
            table: table, prepared: prepared, scored: try member.predictor.predicted(prepared.features))
    }

    /// The mean of what the models predict for the rows that all of them can take.
    private func average(_ parts: [Part]) -> Part {
        let scored = zip(parts, members).map { part, member in
            part.scored.inOriginalUnits(member.rows.preprocessing.targetTransform) ?? part.scored
        }
        var common = Set(parts[0].prepared.rows)
        for part in parts.dropFirst() { common.formIntersection(part.prepared.rows) }
        let rows = common.sorted()
        let chosen = zip(parts, scored).map { part, scored in
            scored.gathering(part.prepared.rows.indices.filter { common.contains(part.prepared.rows[$0]) })
        }
        var result = parts[0]
        var seen: Set<Int> = []
        result.prepared.unusable = parts.flatMap(\.prepared.unusable)
            .filter { seen.insert($0.row).inserted }.sorted { $0.row < $1.row }
        result.prepared.rows = rows
        result.scored = PredictionMean.of(chosen, weights: members.map(\.weight), withSpread: withSpread)
        result.scored.naiveErrors = scored[0].naiveErrors
        return result
    }
}
