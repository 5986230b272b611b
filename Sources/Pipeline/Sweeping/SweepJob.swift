import Data
import Foundation
import Machine
import Runs
import Training

/// What ended a sweep from within: its directory could not be written. Never a trial's own failure.
struct SweepStopped: Error {
    var cause: any Error
}

/// A job of a sweep on its way: trains trials, and hands every one that ends to the sweep.
///
/// Used by one thread at a time.
final class SweepJob: JobKeeper, @unchecked Sendable {
    let trials: [ResolvedTrial]
    private let execution: SweepExecution
    private let attempt: Int
    /// Nil before the job has begun and after it has ended.
    private var training: JobTraining?
    private var preparation: RunPreparation?
    private var table = EpochTable(columns: [])
    /// By place in `trials`.
    private var outcomes: [Outcome] = []
    /// When the job began.
    private var startTime = monotonicSeconds()

    /// - Parameter attempt: which attempt at these trials it is, counted from 1
    init(_ trials: [ResolvedTrial], in execution: SweepExecution, attempt: Int = 1) {
        self.trials = trials
        self.execution = execution
        self.attempt = attempt
    }

    /// Trials grouped by what can share a stack, in their order, and cut to what memory and time allow.
    static func groups(_ trials: [ResolvedTrial], jobs: Int, memory: Int) -> [[ResolvedTrial]] {
        var order: [String] = []
        var groups: [String: [ResolvedTrial]] = [:]
        for trial in trials {
            let key = trial.stackKey ?? "alone \(trial.number)"
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(trial)
        }
        return order.flatMap { key -> [[ResolvedTrial]] in
            let group = groups[key] ?? []
            let width = group.first?.cost.width(of: group.count, jobs: jobs, memory: memory) ?? 1
            return stride(from: 0, to: group.count, by: width).map {
                Array(group[$0..<min($0 + width, group.count)])
            }
        }
    }

    /// What its trials take while they train, as far as it can be known.
    var bytes: Int { (trials.first?.cost.bytes ?? 0) * trials.count }

    /// Trains until every trial has finished the epoch or has ended.
    ///
    /// - Returns: whether trials are left
    /// - Errors: `SweepStopped`; `RefusedTrials` before the first step; what keeps the job from being trained
    func advance(until epoch: Int = .max) throws -> Bool {
        if training == nil { try begin() }
        let isLeft = try training?.advance(until: epoch) ?? false
        if !isLeft { training = nil }
        return isLeft
    }

    /// Gives back all memory and files of a job that does not go on.
    func abandon() {
        training?.abandon()
        training = nil
    }

    /// Lets the job wait without memory until `advance` is called again.
    func suspend() throws {
        do {
            try training?.suspend { bytes, name in
                try execution.directory.writeSuspended(bytes, name: "\(trials.first?.number ?? 0)-\(name)")
            }
        } catch {
            throw SweepStopped(cause: error)
        }
    }

    /// Gives trials up.
    func prune(_ numbers: [Int]) {
        training?.prune(trials.indices.filter { numbers.contains(trials[$0].number) })
    }

    private func begin() throws {
        guard let first = trials.first else { return }
        startTime = monotonicSeconds()
        try checkMemory(first.cost.bytes + first.cost.dataBytes)
        let all = try execution.data.data(of: first)
        try checkMemory(first.cost.bytes + all.reduce(0) { $0 + $1.byteCount })
        // The number of classes is certain only now that all rows have been read.
        var preparation = try RunPreparation(first.checked, data: all)
        if execution.options.detail != .record {
            preparation.groupColumns = try RunPreparation.groupColumns(first.checked)
        }
        let refusals = trials.compactMap { trial in
            trial.refusal(knowing: preparation.data).map { (trial, $0) }
        }
        guard refusals.isEmpty else { throw RefusedTrials(refusals: refusals) }
        var job = Job(
            preparation: preparation,
            trials: trials.map { JobTrial(checked: $0.checked, resolved: $0.resolved) },
            detail: execution.options.detail, objective: execution.definition.objective.metric)
        job.baselines = { [data = execution.data] settings, fold in
            data.baselines(settings, of: first, fold: fold)
        }
        self.preparation = preparation
        table = EpochTable(columns: job.columns)
        outcomes = trials.map { _ in Outcome(folds: all.count) }
        training = JobTraining(job, keeper: self)
    }

    private func checkMemory(_ needed: Int) throws {
        guard needed <= execution.options.memory else {
            throw TrainingError(
                "out of memory: it needs about \(NumberText.bytes(needed)), but the sweep may take "
                    + "\(NumberText.bytes(execution.options.memory)); give more with --memory")
        }
    }

    /// The compared value after an epoch, or the last one before it; nil where the trial did not get so far, or has no
    /// value yet.
    func value(of number: Int, afterEpoch epoch: Int) -> Double? {
        guard let place = trials.firstIndex(where: { $0.number == number }), place < outcomes.count else {
            return nil
        }
        return outcomes[place].value(of: execution.definition.objective.metric, afterEpoch: epoch)
    }

    // MARK: JobKeeper

    var isInterrupted: Bool { execution.isStopping }

    func stepsFinished(_ steps: StepLosses, of member: JobMember) {
        guard execution.options.detail == .full else { return }
        outcomes[member.trial].folds[member.fold.index].losses += steps.losses
    }

    func epochFinished(_ report: EpochReport, of member: JobMember) {
        outcomes[member.trial].folds[member.fold.index].reports.append(
            TimedReport(report: report, seconds: monotonicSeconds() - startTime))
        execution.progress.epochFinished()
    }

    func ended(_ endings: [(member: JobMember, ending: StackEnding)], in session: any TrialSession) throws {
        guard let preparation else { return }
        // Trials that were interrupted are trained again.
        let endings = endings.filter { $0.ending.result.status != .interrupted }
        let predictions = LazyPredictions(session, split: preparation.predictedSplit)
        // What a fold predicts must wait for the others; of other trials only those that are kept predict.
        let waits = preparation.isCrossValidation
        for (member, ending) in endings {
            try outcomes[member.trial].folds[member.fold.index].end(
                with: ending, in: session, predictions: waits ? predictions : nil)
        }
        // All folds of a trial may end at once.
        let ends = Dictionary(endings.map { ($0.member.trial, $0) }) { $1 }
        let complete = ends.keys.sorted().filter { outcomes[$0].isComplete }
        for trial in complete { outcomes[trial].judge(preparation, trials[trial].checked.spec) }
        let records = complete.map { record(of: $0, preparation) }
        let kept = execution.keptTrials(of: records)
        let ended = try zip(complete, records).map { trial, record in
            let detail = kept.contains(record.number) ? execution.options.detail : .record
            if detail != .record, !waits, let ending = ends[trial]?.ending {
                try outcomes[trial].folds[0].end(with: ending, in: session, predictions: predictions)
                outcomes[trial].judge(preparation, trials[trial].checked.spec)
            }
            let results = results(of: trials[trial], record, outcomes[trial], preparation)
            var ended = EndedTrial(
                record: record, files: try files(of: record, trials[trial], results, detail))
            if detail == .full {
                let full = FullTrial(
                    trial: trials[trial], results: results, columns: table.columns,
                    parameters: session.settings.plan.parameters.entries.count)
                ended.files += try full.files()
                ended.finish = full.write
            }
            outcomes[trial].forgetFiles()
            return ended
        }
        guard !ended.isEmpty else { return }
        do {
            try execution.note(ended)
        } catch {
            throw SweepStopped(cause: error)
        }
    }

    private func results(
        of trial: ResolvedTrial, _ record: TrialRecord, _ outcome: Outcome, _ preparation: RunPreparation
    ) -> RunFiles {
        RunFiles(
            preparation: preparation, spec: trial.checked.spec, outcome: outcome, seconds: record.seconds,
            stepsPerSecond: record.seconds > 0 ? Double(record.steps) / record.seconds : nil)
    }

    private func files(
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
    private func record(of place: Int, _ preparation: RunPreparation) -> TrialRecord {
        let (trial, outcome) = (trials[place], outcomes[place])
        let objective = execution.definition.objective.metric
        var record = execution.record(of: trial, outcome.ending, attempt: attempt)
        record.seconds = (monotonicSeconds() - startTime) / Double(trials.count)
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

/// A trial that ended, with everything to be written about it.
struct EndedTrial {
    var record: TrialRecord
    var files: [RunFiles.File]
    /// Writes what grows row by row, once the directory is there.
    var finish: ((RunDirectory) throws -> Void)?
}
