import Data
import Foundation
import Training

/// A file of new data read and predicted part by part, in memory that does not grow with the file.
///
/// Lifetime: made once per file; `forEachPart` once. One thread.
final class NewData {
    /// One part with its predictions.
    struct Part {
        var table: Table
        var prepared: NewRows.Prepared
        /// [usable rows, task.predictionColumns]
        var scored: ScoredRows
        var loss: Double
    }

    let rows: NewRows
    let plan: ModelPlan
    /// Columns of the file that the model does not use.
    let ignored: [String]
    private let reader: NewDataReader
    private let predictor: Predictor
    private let partRows: Int
    private let withTarget: Bool
    private let allowsMissing: Bool
    /// Rows left out because a value is missing.
    private(set) var unusableRows = 0
    private(set) var rowCount = 0
    private var contract: ContractCheck?
    private let options: CSVOptions

    /// About how many numbers a part may hold: 32 MB in double precision.
    private static let partNumbers = 1 << 22

    /// - Parameter keeping: columns that are read as text and handed through
    /// - Errors: `DataFileError` for missing columns and a file that cannot be read; `StepFailure`; `RunError`
    init(
        _ run: TrainedRun, path: String, withTarget: Bool, keeping: [String] = [], allowsMissing: Bool,
        threads: Int, partRows: Int? = nil
    ) throws {
        self.withTarget = withTarget
        self.allowsMissing = allowsMissing
        rows = try NewRows(run.preprocessing, elementType: run.spec.realType.elementType)
        options = run.csvOptions(for: path)
        reader = try NewDataReader(path: path, run: run, options: options, tensorColumn: rows.tensorColumn)
        contract = run.preprocessing.inputs?.contract.map { ContractCheck($0) }
        var (types, ignored) = try rows.columns(
            of: reader.columnNames, withTarget: withTarget, file: reader.name)
        try Self.checkKept(keeping, reader)
        for name in keeping where types[name] == nil { types[name] = .text }
        self.ignored = ignored.filter { !keeping.contains($0) }
        try reader.chooseColumns(types)
        // A column of tensors gives the model all of its numbers.
        let features = run.preprocessing.inputs?.features ?? []
        var width = 0
        for name in features { width += reader.width(of: name) }
        plan = try run.plan(features: width, target: rows.target)
        self.partRows =
            partRows ?? max(256, min(1 << 16, Self.partNumbers / max(types.count, plan.widestRow, 1)))
        predictor = try Predictor(
            plan: plan, elementType: run.spec.realType.elementType, threads: threads, weights: run.weights,
            largestPart: self.partRows)
    }

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
        let limit = rows.rowsOfHistory == nil ? Int(Int32.max) : max(partRows, rows.rowsOfHistory ?? 0)
        var history: Table?
        while let table = try reader.next(limit) {
            let first = rowCount
            rowCount += table.rowCount
            try keepContract(table, firstRow: first)
            let part: Part
            do {
                part = try predicted(table, history, firstRow: first)
            } catch let failure as StepFailure {
                let place = "in data rows \(first) to \(rowCount - 1) (counted from 0)"
                throw DataFileError(file: reader.name, "\(place): \(failure.message)", help: failure.help)
            }
            try body(part)
            history = lastRows(table)
        }
        if rowCount == 0 { throw DataFileError(file: reader.name, "has a header but no rows") }
    }

    /// The columns the model reads must keep the contract the run was trained under.
    ///
    /// - Errors: `DataFileError` naming the rows that break it
    private func keepContract(_ table: Table, firstRow: Int) throws {
        contract?.look(at: table, firstRow: firstRow)
        guard let broken = contract?.violations, broken.count > 0 else { return }
        throw broken.error(file: reader.name, options: reader.hasLines ? options : nil)
    }

    /// The rows that the next part needs before its own.
    private func lastRows(_ part: Table) -> Table? {
        guard let count = rows.rowsOfHistory, count > 0 else { return nil }
        // A part that is shorter than the history is the last one.
        let first = max(0, part.rowCount - count)
        return part.gathering((first..<part.rowCount).map { Int32($0) })
    }

    private func predicted(_ table: Table, _ history: Table?, firstRow: Int) throws -> Part {
        let prepared = try rows.prepare(
            table, history: history, firstRow: firstRow, withTarget: withTarget)
        unusableRows += prepared.unusable.count
        if !allowsMissing, !prepared.unusable.isEmpty {
            throw DataFileError(
                file: reader.name,
                problems: prepared.unusable.map {
                    DataFileProblem(
                        columnName: $0.column,
                        "data row \($0.row) (counted from 0) has no value the model can take")
                },
                help: "fill the gaps in the file, train with a step that fills them, or give --allow-missing")
        }
        if let targets = prepared.targets {
            let scored = try predictor.scored(prepared.features, targets: targets)
            return Part(table: table, prepared: prepared, scored: scored.rows, loss: scored.loss)
        }
        let predictions = try predictor.predictions(prepared.features)
        return Part(
            table: table, prepared: prepared,
            scored: ScoredRows(task: plan.task, predictions: predictions, targets: []), loss: .nan)
    }
}
