import Data
import Foundation
import Report
import Runs
import Training

/// What a run has besides the files of a kept trial, for trials of a sweep with `--full`: written by the same tables,
/// only when the trial has ended.
struct FullTrial {
    let trial: ResolvedTrial
    let results: RunFiles
    let columns: [String]
    /// Arrays of the model.
    let parameters: Int

    /// What it adds; removed again when the trial is no longer among the best.
    static let names =
        [
            RunFile.stepsTable, RunFile.normsTable, RunFile.foldStepsTable, RunFile.foldNormsTable,
            RunFile.events,
        ] + RunFile.reporting

    func files() throws -> [RunFiles.File] {
        let preparation = try RunPreparation(
            trial.checked, data: results.preparation.folds.map(\.data))
        var files = results.checkpoints()
        files.append((RunFile.graph, try RunJSON.encode(RunInsights.graph(preparation))))
        if let profile = RunInsights.profile(preparation.data) { files.append((RunFile.profile, profile)) }
        guard !preparation.isCrossValidation, let fold = results.outcome.folds.first,
            let predictions = fold.predictions,
            let split = preparation.predictedSplit.flatMap({ preparation.data[split: $0] })
        else { return files }
        let insights = RunInsights(
            preparation: preparation, weights: SafetensorsFile(weights: fold.weights ?? []), threads: 1)
        // A page without them is better than a trial that fails at its end.
        return files + ((try? insights.files(split: split, predictions: predictions)) ?? [])
    }

    func write(_ directory: RunDirectory) throws {
        let manifest = try directory.manifest()
        let settings = EventSettings.list(trial.resolved.node)
        if results.preparation.isCrossValidation {
            let tables = try FoldTables(
                directory: directory, columns: columns, logsNorms: results.spec.train.logsNorms,
                folds: results.preparation.folds, keeping: [])
            try fill(tables)
            if let metrics = results.metrics {
                try FoldEvents.write(
                    directory, manifest: manifest, specification: trial.resolved.plainText,
                    settings: settings, metrics: metrics)
            }
        } else {
            let tables = try RunTables(
                directory: directory, columns: columns,
                normRows: results.spec.train.logsNorms ? parameters : nil,
                events: try EventFile(
                    directory: directory, started: manifest.created,
                    specification: trial.resolved.plainText, settings: settings, continuing: nil),
                continuing: nil)
            try fill(tables)
            try tables.events.end(
                at: manifest.ended ?? .now(), step: results.outcome.steps, state: manifest.status,
                metrics: results.metrics)
            try tables.flush()
        }
        try RunReport.write(directory)
    }

    private func fill(_ tables: any LiveTables) throws {
        for (index, fold) in results.outcome.folds.enumerated() {
            fold.losses.withUnsafeBufferPointer { losses in
                tables.append(losses, firstStep: 1, fold: index)
            }
        }
        let rows = results.outcome.folds.enumerated().flatMap { index, fold in
            fold.reports.map { (fold: index, timed: $0) }
        }.sorted { ($0.timed.report.epoch, $0.fold) < ($1.timed.report.epoch, $1.fold) }
        for (fold, timed) in rows { tables.append(timed.report, fold: fold, seconds: timed.seconds) }
        try tables.flush()
    }
}
