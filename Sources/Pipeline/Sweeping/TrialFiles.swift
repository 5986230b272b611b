import Data
import Foundation
import Runs
import Spec
import Training

/// The files of a trial's run directory.
///
/// Light ones say what the trial was and what it gave; with all files it can predict as well.
struct TrialFiles {
    typealias File = (name: String, data: Foundation.Data)

    let trial: ResolvedTrial
    let record: TrialRecord
    let commandLine: [String]
    let process: ProcessIdentity

    /// What keeping all files adds; removed again when a trial is no longer among the best.
    static let large = [
        RunFile.model, RunFile.predictions, RunFile.preprocessing, RunFile.splits,
    ]

    /// - Parameter result: nil when the trial failed
    func light(
        _ result: TrialResult?, reports: [TimedReport], columns: [String], data: PreparedData?,
        positive: PositiveClass? = nil
    ) throws -> [File] {
        var files: [File] = [
            (RunFile.resolved, Data(trial.resolved.plainText.utf8)),
            (RunFile.metricsTable, table(reports, columns)),
        ]
        if let result, let data, result.isScored {
            let metrics = RunMetrics(
                result, spec: trial.checked.spec, target: data.target, positive: positive,
                trainingSeconds: record.seconds,
                stepsPerSecond: record.seconds > 0 ? Double(record.steps) / record.seconds : nil)
            files.append((RunFile.metrics, try RunJSON.encode(metrics)))
        }
        files.append((RunFile.manifest, try RunJSON.encode(manifest(data))))
        return files
    }

    /// - Parameter predictions: of the split that is predicted
    /// - Parameter shared: what trials on the same data have in common
    func full(
        weights: [StoredTensor], predictions: ScoredRows?, shared: SweepDataCache, data: PreparedData
    ) throws -> [File] {
        let file = SafetensorsFile(
            metadata: [SafetensorsFile.Metadata(key: "format", value: "pt")], tensors: weights)
        let (splits, rows) = try shared.files(of: trial, data: data)
        var files: [File] = [
            (RunFile.model, Data(file.encoded())),
            (RunFile.preprocessing, try RunJSON.encode(data.preprocessing)), (RunFile.splits, splits),
        ]
        if let predictions, let name = PredictionsFile.split(of: data), let split = data[split: name] {
            let content = PredictionsFile.content(
                split: split, predictions: predictions.predictions, task: trial.model.task, data: data,
                rows: rows)
            files.append((RunFile.predictions, content))
        }
        return files
    }

    func manifest(_ data: PreparedData?) -> RunManifest {
        let request = trial.checked.request
        let spec = trial.checked.spec
        let started = RunTime(milliseconds: record.ended.milliseconds - Int64(record.seconds * 1000))
        var manifest = RunManifest(
            id: record.folderName, name: trial.checked.name, description: trial.checked.description,
            created: started,
            seed: spec.seed, specification: request.path, specificationFolder: request.folder,
            overrides: (request.overrides + trial.overrides).map(Secrets.masked), commandLine: commandLine,
            versions: ["assay": ProgramVersion.text], process: process)
        manifest.data = data?.sources.map { .init(path: $0.path, sha256: $0.sha256, bytes: nil) } ?? []
        manifest.dataKey = data?.key
        manifest.parameters = trial.model.parameterCount
        manifest.elementType = spec.realType.rawValue
        manifest.epochs = record.epochs
        manifest.steps = record.steps
        _ = manifest.apply(Self.event(record), at: record.ended)
        return manifest
    }

    private static func event(_ record: TrialRecord) -> RunEvent {
        let reason = record.reason ?? ""
        switch record.state {
        case .completed: return .budgetReached
        case .stopped, .pruned: return .stoppedEarly(reason: reason)
        case .diverged: return .lossNotFinite(reason: reason)
        case .failed: return .failure(reason: reason)
        }
    }

    private func table(_ reports: [TimedReport], _ columns: [String]) -> Foundation.Data {
        var lines = [
            (["epoch", "step", "seconds", "lr"] + columns.map(TableText.field)).joined(separator: ",")
        ]
        for timed in reports {
            let report = timed.report
            var fields = [
                "\(report.epoch)", "\(report.step)", "\((timed.seconds * 1e6).rounded() / 1e6)",
                TableText.number(report.learningRate),
            ]
            fields += columns.map { name in report[name].map(TableText.number) ?? "" }
            lines.append(fields.joined(separator: ","))
        }
        return Data((lines.joined(separator: "\n") + "\n").utf8)
    }
}

/// An epoch's report and when it came.
struct TimedReport {
    var report: EpochReport
    /// Seconds since the stack began.
    var seconds: Double
}
