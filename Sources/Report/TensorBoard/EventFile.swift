import Foundation
import Runs
import Synchronization

/// The event file of a run while it is written.
///
/// Epochs are handed over by the training thread and encoded by the thread that flushes, once a second: a short epoch
/// does not wait for it. A continued run's file is cut back to the epochs its checkpoint covers; one that is missing,
/// as in runs of older versions, or damaged is rebuilt from `metrics.csv` (without histograms).
package final class EventFile: Sendable {
    package struct Epoch: Sendable {
        package var seconds: Double
        package var step: Int
        package var rate: Double
        package var figures: [(name: String, value: Double)]
        package var weights: [(name: String, values: [Double])]

        package init(
            seconds: Double, step: Int, rate: Double, figures: [(name: String, value: Double)],
            weights: [(name: String, values: [Double])] = []
        ) {
            self.seconds = seconds
            self.step = step
            self.rate = rate
            self.figures = figures
            self.weights = weights
        }
    }

    /// Also synced with each checkpoint.
    package let file: AppendFile
    private let started: RunTime
    private let pending = Mutex<[Epoch]>([])

    /// - Parameter epochs: finished epochs that stay; nil for a new run
    package init(
        directory: RunDirectory, started: RunTime, specification: String, settings: [RunEvents.Setting],
        continuing epochs: Int?
    ) throws {
        self.started = started
        let path = directory.file(RunFile.events)
        let kept = epochs.flatMap { Self.length(ofEpochs: $0, in: path) }
        file = try AppendFile(path: path, cutTo: kept ?? 0, gate: directory.gate)
        guard kept == nil else { return }
        append(RunEvents.beginning(started: started, specification: specification, settings: settings))
        if let epochs { appendRows(of: directory, epochs: epochs) }
    }

    package func add(_ epoch: Epoch) {
        pending.withLock { $0.append(epoch) }
    }

    package func flush() throws {
        encodePending()
        try file.flush()
    }

    /// Writes the last record.
    package func end(at time: RunTime, step: Int, state: RunState, metrics: RunMetrics?) throws {
        encodePending()
        append(RunEvents.ending(at: time, step: step, state: state, metrics: metrics))
    }

    /// Under the lock, so that two flushing threads keep the order of epochs.
    package func encodePending() {
        pending.withLock { epochs in
            for epoch in epochs {
                append(
                    RunEvents.epoch(
                        started: started, seconds: epoch.seconds, step: epoch.step, rate: epoch.rate,
                        figures: epoch.figures, weights: epoch.weights))
            }
            epochs.removeAll(keepingCapacity: true)
        }
    }

    private func append(_ data: Data) {
        file.append([UInt8](data))
    }

    /// Where the record of the last kept epoch ends.
    private static func length(ofEpochs epochs: Int, in path: String) -> Int? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let records = EventRecord.all(in: data)
        let count = RunEvents.beginningRecords + epochs
        return records.indices.contains(count - 1) ? records[count - 1].end : nil
    }

    private func appendRows(of directory: RunDirectory, epochs: Int) {
        guard let table = CSVTable(path: directory.file(RunFile.metricsTable)), let steps = table["step"],
            let seconds = table["seconds"], let rates = table["lr"]
        else { return }
        let names = table.names.filter { !["epoch", "step", "seconds", "lr"].contains($0) }
        let columns = names.map { (name: $0, values: table[$0] ?? []) }
        for row in 0..<min(epochs, table.rows) {
            let figures = columns.map { (name: $0.name, value: $0.values[row]) }
            append(
                RunEvents.epoch(
                    started: started, seconds: seconds[row], step: Int(exactly: steps[row]) ?? row + 1,
                    rate: rates[row], figures: figures))
        }
    }
}
