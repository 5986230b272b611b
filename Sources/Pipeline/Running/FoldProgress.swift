import Foundation
import Runs
import Training

/// A row of `folds.csv`, read back when a cross-validation is continued.
struct FoldTableRow {
    /// Counted from 0.
    var fold: Int
    var report: EpochReport
    var seconds: Double
    /// As it stands in the file.
    var line: String

    /// `nil` for a row that was torn by an interruption.
    init?(_ line: Substring, columns: [String]) {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 5 + columns.count, let fold = Int(fields[0]), let epoch = Int(fields[1]),
            let step = Int(fields[2]), let seconds = Double(fields[3]), let rate = Double(fields[4])
        else { return nil }
        self.fold = fold - 1
        self.seconds = seconds
        self.line = String(line)
        let values = zip(columns, fields.dropFirst(5)).compactMap { name, field in
            Double(field).map { NamedValue(name, $0) }
        }
        report = EpochReport(trial: 0, epoch: epoch, step: step, learningRate: rate, values: values)
    }

    /// The whole rows of a run's table; none when it has no table yet.
    static func all(in directory: RunDirectory, columns: [String]) -> [FoldTableRow] {
        guard let data = FileManager.default.contents(atPath: directory.file(RunFile.foldsTable)) else {
            return []
        }
        let text = String(decoding: data, as: UTF8.self)
        // What follows the last line end is torn.
        let whole = text.lastIndex(of: "\n").map { text[..<$0] } ?? ""
        return whole.split(separator: "\n").dropFirst().compactMap { FoldTableRow($0, columns: columns) }
    }
}

/// What an earlier attempt at a cross-validation has left.
struct FoldProgress {
    var checkpoints: [Int: TrainingCheckpoint] = [:]
    /// Rows of `folds.csv` that the checkpoints cover.
    var rows: [FoldTableRow] = []

    /// A fold whose checkpoint is missing begins anew, and so does one whose rows are not all in the table: then the
    /// checkpoint is older than a table that was lost.
    ///
    /// - Errors: `RunError.damaged` for a file that is not a checkpoint
    init(_ directory: RunDirectory, folds: Int, columns: [String]) throws {
        let rows = FoldTableRow.all(in: directory, columns: columns)
        for fold in 0..<folds {
            let path = directory.file(RunFile.foldCheckpoint(fold + 1))
            guard let data = FileManager.default.contents(atPath: path) else { continue }
            let checkpoint: TrainingCheckpoint
            do {
                checkpoint = try TrainingCheckpoint(bytes: [UInt8](data))
            } catch {
                throw RunError.damaged(path: path, reason: RunJSON.reason(of: error))
            }
            let finished = checkpoint.state.finishedEpochs
            let covered = rows.filter { $0.fold == fold && $0.report.epoch <= finished }
            guard covered.count == finished else { continue }
            checkpoints[fold] = checkpoint
        }
        self.rows = rows.filter { row in
            checkpoints[row.fold].map { row.report.epoch <= $0.state.finishedEpochs } ?? false
        }
    }
}
