import Data
import Foundation
import Runs
import Training

/// The files of a trial that is a cross-validation: those of such a run.
extension TrialFiles {
    func light(
        folds progress: TrialProgress, columns: [String], data: PreparedData, positive: PositiveClass?
    ) throws -> [File] {
        let reports = progress.reports.enumerated().flatMap { fold, reports in
            reports.map { (fold: fold, timed: $0) }
        }.sorted { ($0.timed.report.epoch, $0.fold) < ($1.timed.report.epoch, $1.fold) }
        let means = FoldTable.means(
            reports.map { ($0.fold, $0.timed.report) }, columns: columns, seconds: record.seconds)
        let lines = reports.map {
            FoldTable.line($0.timed.report, fold: $0.fold, columns: columns, seconds: $0.timed.seconds)
        }
        var files: [File] = [
            (RunFile.resolved, Data(trial.resolved.plainText.utf8)),
            (RunFile.metricsTable, Data(means.utf8)),
            (RunFile.foldsTable, Data((FoldTable.header(columns) + lines.joined()).utf8)),
        ]
        if !progress.predictions.isEmpty {
            let metrics = RunMetrics(
                folds: progress.results, spec: trial.checked.spec, target: data.target, positive: positive,
                predictions: progress.predictions, trainingSeconds: record.seconds,
                stepsPerSecond: record.seconds > 0 ? Double(record.steps) / record.seconds : nil)
            files.append((RunFile.metrics, try RunJSON.encode(metrics)))
        }
        files.append((RunFile.manifest, try RunJSON.encode(manifest(data))))
        return files
    }

    func full(
        folds progress: TrialProgress, _ folds: [PreparedFold], shared: SweepDataCache
    ) throws -> [File] {
        guard let first = folds.first else { return [] }
        let (splits, _) = try shared.files(of: trial, data: first.data, folds: folds.map(\.data))
        var files: [File] = [(RunFile.splits, splits)]
        for (fold, end) in zip(folds, progress.ends) {
            guard let end, !end.weights.isEmpty else { continue }
            let file = SafetensorsFile(
                metadata: [SafetensorsFile.Metadata(key: "format", value: "pt")], tensors: end.weights)
            let name = "\(RunFile.checkpoints)/fold-\(fold.index + 1)"
            files.append((name + ".safetensors", Data(file.encoded())))
            files.append((name + ".json", try RunJSON.encode(fold.data.preprocessing)))
        }
        files.append((RunFile.predictions, FoldPredictions.content(progress.predictions)))
        return files
    }
}
