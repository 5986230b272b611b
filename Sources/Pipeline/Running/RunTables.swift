import Report
import Runs
import Training

/// `metrics.csv`, one row per epoch, `steps.csv`, one row per step as far as `StepThinning` writes them, and on request
/// `norms.csv`, one row per epoch and parameter array.
///
/// Rows are handed over by the training thread; the ticker's thread may flush at the same time.
final class RunTables: Sendable {
    private let metrics: AppendFile
    private let steps: AppendFile
    private let norms: AppendFile?
    /// The same for TensorBoard.
    let events: EventFile
    private let columns: [String]
    /// Seconds of training in the rows that are kept from an earlier attempt.
    let earlierSeconds: Double

    /// Opens the tables for a training that continues after `state`, or from the start without one.
    ///
    /// - Parameter normRows: rows of `norms.csv` for each epoch; nil without that table
    /// - Errors: `RunError.damaged` when a table has fewer rows than the checkpoint covers.
    init(
        directory: RunDirectory, columns: [String], normRows: Int? = nil, events: EventFile,
        continuing state: TrainingState?
    ) throws {
        self.columns = columns
        self.events = events
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
        norms = try normRows.map { rows in
            let path = directory.file(RunFile.normsTable)
            let length = try state.map { try Self.length(ofRows: $0.finishedEpochs * rows, in: path) } ?? 0
            let table = try AppendFile(path: path, cutTo: length, gate: directory.gate)
            if length == 0 { table.append("epoch,parameter,weight_norm,gradient_norm\n") }
            return table
        }
    }

    /// Makes sure that the tables have the rows a checkpoint covers, without changing them.
    ///
    /// - Errors: `RunError.damaged`
    static func check(_ directory: RunDirectory, covers state: TrainingState) throws {
        _ = try length(ofRows: state.finishedEpochs, in: directory.file(RunFile.metricsTable))
        _ = try length(ofRows: StepThinning.rows(upTo: state.step), in: directory.file(RunFile.stepsTable))
    }

    /// Everything that grows, holding all that was handed over: what is synced with a checkpoint.
    func filesToSync() -> [AppendFile] {
        events.encodePending()
        return [metrics, steps] + (norms.map { [$0] } ?? []) + [events.file]
    }

    func append(_ report: EpochReport, seconds: Double) {
        let seconds = (seconds * 1e6).rounded() / 1e6
        var fields = [
            "\(report.epoch)", "\(report.step)", "\(seconds)", TableText.number(report.learningRate),
        ]
        // An epoch without validation leaves its columns empty.
        fields += columns.map { name in report[name].map(TableText.number) ?? "" }
        metrics.append(fields.joined(separator: ",") + "\n")
        events.add(
            EventFile.Epoch(
                seconds: seconds, step: report.step, rate: report.learningRate,
                figures: report.values.map { ($0.name, $0.value) },
                weights: report.weights.map { ($0.name, $0.values) }))
        for norm in report.norms {
            let numbers = "\(TableText.number(norm.weight)),\(TableText.number(norm.gradient))"
            norms?.append("\(report.epoch),\(TableText.field(norm.name)),\(numbers)\n")
        }
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
        try norms?.flush()
        try events.flush()
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
