import Foundation
import Runs

/// The event files of a cross-validation, made when it has ended: folds are trained side by side or one after another,
/// so that only then every epoch has its mean.
///
/// The run's own file has the means over the folds, its settings and its result; `folds/<n>/` has the curves of fold n,
/// which TensorBoard shows as a run of its own beside it.
package enum FoldEvents {
    /// Where the curves of a fold are, relative to the run directory.
    package static func folder(fold: Int) -> String { "\(RunFile.folds)/\(fold)" }

    /// - Errors: `RunError` when a file cannot be written
    package static func write(
        _ directory: RunDirectory, manifest: RunManifest, specification: String,
        settings: [RunEvents.Setting],
        metrics: RunMetrics
    ) throws {
        // A file of an interrupted attempt would be continued.
        directory.remove(RunFile.events)
        let means = CSVTable(path: directory.file(RunFile.metricsTable))
        let file = try EventFile(
            directory: directory, started: manifest.created, specification: specification, settings: settings,
            continuing: means?.rows ?? 0)
        try file.end(
            at: manifest.ended ?? manifest.created, step: Int(means?["step"]?.last ?? 0),
            state: manifest.status, metrics: metrics)
        try file.flush()
        guard let table = CSVTable(path: directory.file(RunFile.foldsTable)), let folds = table["fold"]
        else { return }
        for fold in Set(folds.compactMap { Int(exactly: $0) }).sorted() {
            let rows = folds.indices.filter { folds[$0] == Double(fold) }
            try write(rows, of: table, fold: fold, started: manifest.created, to: directory)
        }
    }

    private static func write(
        _ rows: [Int], of table: CSVTable, fold: Int, started: RunTime, to directory: RunDirectory
    ) throws {
        guard let steps = table["step"], let seconds = table["seconds"], let rates = table["lr"] else {
            return
        }
        let names = table.names.filter { !["fold", "epoch", "step", "seconds", "lr"].contains($0) }
        let columns = names.map { (name: $0, values: table[$0] ?? []) }
        var data = RunEvents.version(started: started)
        for row in rows {
            data += RunEvents.epoch(
                started: started, seconds: seconds[row], step: Int(exactly: steps[row]) ?? 0,
                rate: rates[row],
                figures: columns.map { (name: $0.name, value: $0.values[row]) })
        }
        let folder = directory.file(folder(fold: fold))
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw RunError.system(
                action: "create the folder", path: folder, code: errno == 0 ? EACCES : errno)
        }
        try AtomicFile(gate: directory.gate).replace(data, at: folder + "/" + RunFile.events)
    }
}
