import Foundation
import Report
import Runs
import Training

/// The tables of a run while it trains, one row after another.
///
/// Rows are handed over by the training thread; the ticker's thread may flush at the same time.
protocol LiveTables: AnyObject, Sendable {
    /// Seconds of training in the rows that are kept from an earlier attempt.
    var earlierSeconds: Double { get }
    /// The losses of consecutive steps, of which the first is counted from 1.
    func append(_ losses: UnsafeBufferPointer<Double>, firstStep: Int, fold: Int)
    func append(_ report: EpochReport, fold: Int, seconds: Double)
    /// Everything that grows, holding all that was handed over: what is synced with a checkpoint.
    func filesToSync() -> [AppendFile]
    func flush() throws
}

/// `metrics.csv`, one row per epoch, with `steps.csv`, on request `norms.csv`, and the same for TensorBoard.
final class RunTables: LiveTables {
    private let metrics: AppendFile
    private let details: DetailTables
    let events: EventFile
    private let table: EpochTable
    let earlierSeconds: Double

    /// Opens the tables for a training that continues after `state`, or from the start without one.
    ///
    /// - Parameter normRows: rows of `norms.csv` for each epoch; nil without that table
    /// - Errors: `RunError.damaged` when a table has fewer rows than the checkpoint covers.
    init(
        directory: RunDirectory, columns: [String], normRows: Int?, events: EventFile,
        continuing state: TrainingState?
    ) throws {
        table = EpochTable(columns: columns)
        self.events = events
        let path = directory.file(RunFile.metricsTable)
        let length = try state.map { try DetailTables.length(ofRows: $0.finishedEpochs, in: path) } ?? 0
        earlierSeconds = try state == nil ? 0 : Self.lastSeconds(in: path, length: length)
        metrics = try AppendFile(path: path, cutTo: length, gate: directory.gate)
        if length == 0 { metrics.append(table.header()) }
        details = try DetailTables(directory, normRows: normRows, continuing: state)
    }

    /// Makes sure that the tables have the rows a checkpoint covers, without changing them.
    ///
    /// - Errors: `RunError.damaged`
    static func check(_ directory: RunDirectory, covers state: TrainingState) throws {
        _ = try DetailTables.length(ofRows: state.finishedEpochs, in: directory.file(RunFile.metricsTable))
        _ = try DetailTables.length(
            ofRows: StepThinning.rows(upTo: state.step), in: directory.file(RunFile.stepsTable))
    }

    func filesToSync() -> [AppendFile] {
        events.encodePending()
        return [metrics] + details.files + [events.file]
    }

    func append(_ report: EpochReport, fold: Int, seconds: Double) {
        metrics.append(table.row(report, seconds: seconds))
        events.add(
            EventFile.Epoch(
                seconds: (seconds * 1e6).rounded() / 1e6, step: report.step, rate: report.learningRate,
                figures: report.values.map { ($0.name, $0.value) },
                weights: report.weights.map { ($0.name, $0.values) }))
        details.append(report)
    }

    func append(_ losses: UnsafeBufferPointer<Double>, firstStep: Int, fold: Int) {
        details.append(losses, firstStep: firstStep)
    }

    func flush() throws {
        try metrics.flush()
        try details.flush()
        try events.flush()
    }

    /// The `seconds` of the last row that is kept.
    private static func lastSeconds(in path: String, length: Int) throws -> Double {
        guard let text = try AppendFile.text(of: path, length: length) else { return 0 }
        let rows = text.split(separator: "\n")
        guard rows.count > 1, let last = rows.last else { return 0 }
        let fields = last.split(separator: ",", omittingEmptySubsequences: false)
        return fields.count > 2 ? Double(fields[2]) ?? 0 : 0
    }
}

/// `folds.csv`, one row per fold and epoch, with `folds-steps.csv` and on request `folds-norms.csv`; `metrics.csv` with
/// the means over the folds is made of it at the end.
final class FoldTables: LiveTables {
    private let file: AppendFile
    private let details: DetailTables
    private let table: EpochTable
    let earlierSeconds: Double

    /// - Parameter folds: with the checkpoints from which they go on
    /// - Parameter kept: the rows of an earlier attempt that these cover
    init(
        directory: RunDirectory, columns: [String], logsNorms: Bool, folds: [PreparedFold],
        keeping kept: [FoldTableRow]
    ) throws {
        table = EpochTable(columns: columns)
        earlierSeconds = kept.map(\.seconds).max() ?? 0
        let text = table.header(hasFolds: true) + kept.map { $0.line + "\n" }.joined()
        file = try Self.file(RunFile.foldsTable, text, in: directory)
        details = DetailTables(
            steps: try Self.file(
                RunFile.foldStepsTable,
                Self.covered(RunFile.foldStepsTable, header: "fold,step,loss", in: directory, folds) {
                    $0.step
                }, in: directory),
            norms: logsNorms
                ? try Self.file(
                    RunFile.foldNormsTable,
                    Self.covered(
                        RunFile.foldNormsTable, header: "fold,epoch,parameter,weight_norm,gradient_norm",
                        in: directory, folds
                    ) { $0.finishedEpochs }, in: directory) : nil)
    }

    func append(_ losses: UnsafeBufferPointer<Double>, firstStep: Int, fold: Int) {
        details.append(losses, firstStep: firstStep, prefix: "\(fold + 1),")
    }

    func append(_ report: EpochReport, fold: Int, seconds: Double) {
        file.append(table.row(report, fold: fold, seconds: seconds))
        details.append(report, prefix: "\(fold + 1),")
    }

    func filesToSync() -> [AppendFile] { [file] + details.files }

    func flush() throws {
        try file.flush()
        try details.flush()
    }

    private static func file(_ name: String, _ text: String, in directory: RunDirectory) throws -> AppendFile
    {
        let content = Data(text.utf8)
        try directory.replace(name, with: content)
        return try AppendFile(path: directory.file(name), cutTo: content.count, gate: directory.gate)
    }

    /// The header, and of an earlier attempt's rows those that are not after the checkpoint of their fold. Rows that
    /// are missing are not missed: nothing is made of them.
    ///
    /// - Parameter last: what the second column says in the last row that stays
    private static func covered(
        _ name: String, header: String, in directory: RunDirectory, _ folds: [PreparedFold],
        until last: (TrainingState) -> Int
    ) -> String {
        let ends = Dictionary(folds.map { ($0.index + 1, $0.checkpoint.map { last($0.state) } ?? 0) }) { $1 }
        guard ends.values.contains(where: { $0 > 0 }),
            let data = FileManager.default.contents(atPath: directory.file(name))
        else { return header + "\n" }
        let text = String(decoding: data, as: UTF8.self)
        // What follows the last line end is torn.
        let whole = text.lastIndex(of: "\n").map { text[..<$0] } ?? ""
        let rows = whole.split(separator: "\n").dropFirst().filter { row in
            let fields = row.split(separator: ",", maxSplits: 2)
            guard fields.count == 3, let fold = Int(fields[0]), let place = Int(fields[1]) else {
                return false
            }
            return place <= ends[fold] ?? 0
        }
        return header + "\n" + rows.map { $0 + "\n" }.joined()
    }
}

/// `steps.csv`, one row per step as far as `StepThinning` writes them, and on request `norms.csv`, one row per epoch
/// and parameter array.
private final class DetailTables: Sendable {
    private let steps: AppendFile
    private let norms: AppendFile?

    init(steps: AppendFile, norms: AppendFile?) {
        self.steps = steps
        self.norms = norms
    }

    /// Those of an ordinary run.
    ///
    /// - Parameter normRows: rows of `norms.csv` for each epoch; nil without that table
    convenience init(_ directory: RunDirectory, normRows: Int?, continuing state: TrainingState?) throws {
        func file(_ name: String, header: String, rows: Int?) throws -> AppendFile {
            let path = directory.file(name)
            let length = try rows.map { try Self.length(ofRows: $0, in: path) } ?? 0
            let file = try AppendFile(path: path, cutTo: length, gate: directory.gate)
            if length == 0 { file.append(header + "\n") }
            return file
        }
        self.init(
            steps: try file(
                RunFile.stepsTable, header: "step,loss", rows: state.map { StepThinning.rows(upTo: $0.step) }),
            norms: try normRows.map { count in
                try file(
                    RunFile.normsTable, header: "epoch,parameter,weight_norm,gradient_norm",
                    rows: state.map { $0.finishedEpochs * count })
            })
    }

    var files: [AppendFile] { [steps] + (norms.map { [$0] } ?? []) }

    /// - Parameter prefix: what rows begin with
    func append(_ report: EpochReport, prefix: String = "") {
        for norm in report.norms {
            let numbers = "\(TableText.number(norm.weight)),\(TableText.number(norm.gradient))"
            norms?.append("\(prefix)\(report.epoch),\(TableText.field(norm.name)),\(numbers)\n")
        }
    }

    func append(_ losses: UnsafeBufferPointer<Double>, firstStep: Int, prefix: String = "") {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(losses.count * 28)
        var step = firstStep
        for loss in losses {
            if StepThinning.isWritten(step) { bytes.append(contentsOf: "\(prefix)\(step),\(loss)\n".utf8) }
            step += 1
        }
        steps.append(bytes)
    }

    func flush() throws {
        try steps.flush()
        try norms?.flush()
    }

    static func length(ofRows rows: Int, in path: String) throws -> Int {
        guard let length = try AppendFile.length(ofRows: rows, in: path) else {
            throw RunError.damaged(
                path: path, reason: "it has fewer than the \(rows) rows its checkpoint covers")
        }
        return length
    }
}
