import Runs
import Training

/// `metrics.csv`, one row per epoch, and `steps.csv`, one row per step as far as `StepThinning` writes them.
///
/// Rows are handed over by the training thread; the ticker's thread may flush at the same time.
final class RunTables: Sendable {
    private let metrics: AppendFile
    private let steps: AppendFile
    /// Seconds of training in the rows that are kept from an earlier attempt.
    let earlierSeconds: Double

    /// Opens the tables for a training that continues after `state`, or from the start without one.
    ///
    /// - Errors: `RunError.damaged` when a table has fewer rows than the checkpoint covers.
    init(directory: RunDirectory, columns: [String], continuing state: TrainingState?) throws {
        let metricsPath = directory.file(RunFile.metricsTable)
        let stepsPath = directory.file(RunFile.stepsTable)
        var metricsLength = 0
        var stepsLength = 0
        var seconds = 0.0
        if let state {
            metricsLength = try Self.length(ofRows: state.finishedEpochs, in: metricsPath)
            stepsLength = try Self.length(ofRows: StepThinning.rows(upTo: state.step), in: stepsPath)
            seconds = try Self.lastSeconds(in: metricsPath, length: metricsLength)
        }
        earlierSeconds = seconds
        metrics = try AppendFile(path: metricsPath, cutTo: metricsLength, gate: directory.gate)
        steps = try AppendFile(path: stepsPath, cutTo: stepsLength, gate: directory.gate)
        if metricsLength == 0 {
            let names = ["epoch", "step", "seconds", "lr"] + columns.map(TableText.field)
            metrics.append(names.joined(separator: ",") + "\n")
        }
        if stepsLength == 0 { steps.append("step,loss\n") }
    }

    var all: [AppendFile] { [metrics, steps] }

    func append(_ report: EpochReport, seconds: Double) {
        var fields = [
            "\(report.epoch)", "\(report.step)", "\((seconds * 1e6).rounded() / 1e6)",
            TableText.number(report.learningRate),
        ]
        fields += report.values.map { TableText.number($0.value) }
        metrics.append(fields.joined(separator: ",") + "\n")
    }

    func append(_ losses: StepLosses) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(losses.losses.count * 28)
        var step = losses.firstStep
        for loss in losses.losses {
            if StepThinning.isWritten(step) { bytes.append(contentsOf: "\(step),\(loss)\n".utf8) }
            step += 1
        }
        steps.append(bytes)
    }

    func flush() throws {
        try metrics.flush()
        try steps.flush()
    }

    private static func length(ofRows rows: Int, in path: String) throws -> Int {
        guard let length = try AppendFile.length(ofRows: rows, in: path) else {
            throw RunError.damaged(
                path: path, reason: "it has fewer than the \(rows) rows its checkpoint covers")
        }
        return length
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
