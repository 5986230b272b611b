import Data
import Foundation
import Runs
import Training

/// What is written of a trial that has ended.
extension SweepJob {
    func results(
        of trial: ResolvedTrial, _ record: TrialRecord, _ outcome: Outcome, _ preparation: RunPreparation
    ) -> RunFiles {
        RunFiles(
            preparation: preparation, spec: trial.checked.spec, outcome: outcome, seconds: record.seconds,
            stepsPerSecond: record.seconds > 0 ? Double(record.steps) / record.seconds : nil)
    }

    func files(
        of record: TrialRecord, _ trial: ResolvedTrial, _ results: RunFiles, _ detail: RunFiles.Detail
    ) throws -> [RunFiles.File] {
        let preparation = results.preparation
        var files = try execution.firstFiles(of: trial, record, preparation.data) + results.tables(table)
        if results.outcome.isScored || preparation.isCrossValidation, let metrics = results.metrics {
            files.append((RunFile.metrics, try RunJSON.encode(metrics)))
        }
        guard detail != .record else { return files }
        let (splits, rows) = try execution.data.files(of: trial, preparation)
        files += [(RunFile.splits, splits)] + (try results.models())
        if !preparation.isCrossValidation {
            files.append((RunFile.preprocessing, try RunJSON.encode(preparation.data.preprocessing)))
        }
        if let predictions = results.predictions(rows: rows) { files.append(predictions) }
        return files
    }

    /// The record of a trial all of whose trainings have ended.
    func record(of place: Int, _ preparation: RunPreparation) -> TrialRecord {
        let (trial, outcome) = (trials[place], outcomes[place])
        let objective = execution.definition.objective.metric
        var record = execution.record(of: trial, outcome.ending, attempt: attempt)
        record.seconds = seconds(of: place)
        record.epochs = outcome.epochs
        record.steps = outcome.steps
        record.bestEpoch = outcome.results.count == 1 ? outcome.results[0].bestEpoch : nil
        record.metrics = metrics(of: trial, outcome, preparation)
        record.reports = execution.definition.judgements(of: trial.number).compactMap { judgement in
            outcome.value(of: objective, afterEpoch: judgement.epoch).map { value in
                TrialRecord.Report(epoch: judgement.epoch, value: value.isFinite ? value : nil)
            }
        }
        switch record.state {
        case .completed, .stopped:
            record.objective = record.metrics[objective] ?? outcome.value(ofLastEpoch: objective)
        case .pruned:
            record.objective = outcome.lastValue(of: objective)
        case .diverged, .failed:
            record.objective = nil
        }
        if let value = record.objective, !value.isFinite { record.objective = nil }
        return record
    }

    /// `<split>_<metric>`; of folds the means, as `metrics.json` of a cross-validation has them.
    private func metrics(
        of trial: ResolvedTrial, _ outcome: Outcome, _ preparation: RunPreparation
    ) -> [String: Double?] {
        guard outcome.isScored || !preparation.isCrossValidation else { return [:] }
        let figures = RunFiles(
            preparation: preparation, spec: trial.checked.spec, outcome: outcome, seconds: 0,
            stepsPerSecond: nil
        ).metrics
        var metrics: [String: Double?] = [:]
        for (split, values) in figures?.splits ?? [:] {
            for (name, value) in values { metrics["\(split)_\(name)"] = .some(value) }
        }
        return metrics
    }
}
