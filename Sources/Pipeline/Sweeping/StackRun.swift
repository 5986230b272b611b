import Data
import Foundation
import Runs
import Training

/// What ended a sweep from within: its directory could not be written. Never a trial's own failure.
struct SweepStopped: Error {
    var cause: any Error
}

/// One stack of trials of a sweep on its way: trains, and hands every trial that ends to the sweep.
///
/// Used by one thread at a time.
final class StackRun: StackObserver, @unchecked Sendable {
    let trials: [ResolvedTrial]
    private let execution: SweepExecution
    private let attempt: Int
    private var training: StackTraining?
    private var data: PreparedData?
    private var columns: [String] = []
    /// By place in `trials`.
    private var reports: [[TimedReport]]
    /// When the stack began.
    private var startTime = monotonicSeconds()
    /// Predictions of the session that is ending, computed once for all its trials.
    private var predictions: [ScoredRows]?

    /// - Parameter attempt: which attempt at these trials it is, counted from 1
    init(_ trials: [ResolvedTrial], in execution: SweepExecution, attempt: Int = 1) {
        self.trials = trials
        self.execution = execution
        self.attempt = attempt
        reports = trials.map { _ in [] }
    }

    var isInterrupted: Bool { execution.isStopping }

    /// Trains until every trial has finished the epoch or has ended.
    ///
    /// - Returns: whether trials are left
    /// - Errors: `SweepStopped`, and what keeps the stack from being trained
    func advance(until epoch: Int = .max) throws -> Bool {
        if training == nil { try begin() }
        let isLeft = try training?.advance(until: epoch) ?? false
        if !isLeft { training = nil }
        return isLeft
    }

    private func begin() throws {
        guard let first = trials.first else { return }
        startTime = monotonicSeconds()
        let needed = first.cost.bytes + first.cost.dataBytes
        guard needed <= execution.options.memory else {
            throw TrainingError(
                "out of memory: it needs about \(FigureText.bytes(needed)), but the sweep may take "
                    + "\(FigureText.bytes(execution.options.memory)); give more with --memory")
        }
        let data = try execution.data.data(of: first)
        self.data = data
        let settings = try settings(first, data)
        columns = TrainingSession.columns(
            metrics: settings.metrics, hasValidation: data[split: "val"].map { $0.rows > 0 } ?? false)
        training = try StackTraining(
            settings: settings, trials: try trials.map { try trialSettings($0, first: first, settings) },
            splits: data.splits, solver: first.checked.spec.solver?.value, observer: self)
    }

    private func settings(_ trial: ResolvedTrial, _ data: PreparedData) throws -> TrainingSettings {
        let spec = trial.checked.spec
        // The number of classes is certain only now that all rows have been read.
        let model = try RunPreparation.model(spec, features: data.featureNames.count, target: data.target)
        var settings = TrainingSettings(
            plan: model, train: spec.effectiveTrain, metrics: spec.numberMetrics, tables: spec.tableMetrics,
            penalties: spec.penalties.map(\.value), elementType: spec.realType.elementType, threads: 1,
            targetTransform: data.targetTransform, specification: trial.resolved.plainText)
        settings.train.checkpoint.keep = 0
        settings.train.logsNorms = false
        settings.scoredSplits = Self.scoredSplits(data, objective: execution.definition.objective.metric)
        settings.baselines = execution.data.baselines(settings, of: trial, data: data)
        return settings
    }

    /// Scoring the training rows costs as much as several epochs, and their loss is in `metrics.csv`: they are scored
    /// only where nothing else is, or the objective asks for it.
    static func scoredSplits(_ data: PreparedData, objective: String) -> [String] {
        let names = data.splits.filter { $0.rows > 0 }.map(\.name)
        let others = names.filter { $0 != "train" }
        return others.isEmpty || objective.hasPrefix("train_") ? names : others
    }

    private func trialSettings(
        _ trial: ResolvedTrial, first: ResolvedTrial, _ settings: TrainingSettings
    ) throws -> TrialSettings {
        let spec = trial.checked.spec
        var result = TrialSettings(
            seed: spec.seed, optimizer: spec.optimizer.value, schedule: spec.schedule.value)
        guard trials.count > 1 else { return result }
        let (own, others) = (trial.resolved.node, first.resolved.node)
        if own["model"]?.canonicalJSON != others["model"]?.canonicalJSON
            || own["initializer"]?.canonicalJSON != others["initializer"]?.canonicalJSON
        {
            result.model = try RunPreparation.model(
                spec, features: data?.featureNames.count ?? 0, target: data?.target ?? .real)
        }
        if own["penalties"]?.canonicalJSON != others["penalties"]?.canonicalJSON {
            result.penalties = spec.penalties.map(\.value)
        }
        return result
    }

    func epochFinished(_ report: EpochReport, trial: Int) {
        reports[trial].append(TimedReport(report: report, seconds: monotonicSeconds() - startTime))
        execution.progress.epochFinished()
    }

    /// The compared value after an epoch, or the last one before it; nil where the trial did not get so far.
    func value(of number: Int, afterEpoch epoch: Int) -> Double? {
        guard let place = trials.firstIndex(where: { $0.number == number }),
            let last = reports[place].last, last.report.epoch >= epoch
        else { return nil }
        let name = execution.definition.objective.metric
        return reports[place].last { $0.report.epoch <= epoch && $0.report[name] != nil }?.report[name]
            ?? .nan
    }

    /// Gives trials up.
    func prune(_ numbers: [Int]) {
        training?.prune(trials.indices.filter { numbers.contains(trials[$0].number) })
    }

    func trialsEnded(_ endings: [StackEnding], in session: TrainingSession) throws {
        predictions = nil
        let records = endings.map { record(of: trials[$0.trial], $0) }
        let kept = execution.keptTrials(of: records)
        let ended = try zip(endings, records).map { ending, record in
            let files = TrialFiles(
                trial: trials[ending.trial], record: record, commandLine: execution.commandLine)
            let light = try files.light(
                ending.result, reports: reports[ending.trial], columns: columns, data: data)
            let full = kept.contains(record.number) ? try self.full(files, ending, session) : []
            return EndedTrial(record: record, files: light + full)
        }
        do {
            try execution.note(ended)
        } catch {
            throw SweepStopped(cause: error)
        }
    }

    private func full(
        _ files: TrialFiles, _ ending: StackEnding, _ session: TrainingSession
    ) throws -> [TrialFiles.File] {
        guard let data else { return [] }
        let name = PredictionsFile.split(of: data)
        if predictions == nil { predictions = try name.map { try session.predictions(split: $0) } ?? [] }
        let rows = predictions.flatMap { ending.place < $0.count ? $0[ending.place] : nil }
        return try files.full(
            weights: session.finalWeights(trial: ending.place), predictions: rows, split: name, data: data)
    }

    private func record(of trial: ResolvedTrial, _ ending: StackEnding) -> TrialRecord {
        let result = ending.result
        let (state, reason) = Self.state(of: result.status)
        var record = execution.emptyRecord(of: trial, state: state, reason: reason, attempt: attempt)
        let share = (monotonicSeconds() - startTime) / Double(trials.count)
        record.seconds = share
        record.epochs = result.epochs
        record.steps = result.steps
        record.bestEpoch = result.bestEpoch
        for split in result.splits {
            for value in split.values {
                record.metrics["\(split.split)_\(value.name)"] = .some(
                    value.value.isFinite ? value.value : nil)
            }
        }
        let name = execution.definition.objective.metric
        let known = reports[ending.trial]
        record.reports = execution.rungs(of: trial).compactMap { rung in
            value(of: trial.number, afterEpoch: rung).map { value in
                TrialRecord.Report(epoch: rung, value: value.isFinite ? value : nil)
            }
        }
        switch state {
        case .completed, .stopped:
            record.value = record.metrics[name] ?? known.last?.report[name]
        case .pruned:
            record.value = known.last { $0.report[name] != nil }?.report[name]
        case .diverged, .failed:
            record.value = nil
        }
        if let value = record.value, !value.isFinite { record.value = nil }
        return record
    }

    private static func state(of status: TrainingStatus) -> (TrialEnd, String?) {
        switch status {
        case .completed: (.completed, nil)
        case .stopped(let epoch, let monitor):
            (.stopped, "\(monitor) did not improve any more; stopped after epoch \(epoch)")
        case .outOfTime: (.stopped, "the time of 'max_time' is over")
        case .pruned(let epoch): (.pruned, "given up after epoch \(epoch): others were better")
        case .diverged(let divergence): (.diverged, divergence.description)
        case .interrupted: (.failed, "interrupted")
        }
    }
}

/// A trial that ended, with everything to be written about it.
struct EndedTrial {
    var record: TrialRecord
    var files: [TrialFiles.File]
}
