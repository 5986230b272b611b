import Data
import Foundation
import Machine
import Runs
import Training

/// What ended a sweep from within: its directory could not be written. Never a trial's own failure.
struct SweepStopped: Error {
    var cause: any Error
}

/// One stack of trials of a sweep on its way: trains, and hands every trial that ends to the sweep.
///
/// Of a cross-validation each trial is trained on every fold, all trials and all folds of one size in one stack; the trial
/// ends when its last fold has.
///
/// Used by one thread at a time.
final class StackRun: @unchecked Sendable {
    let trials: [ResolvedTrial]
    let execution: SweepExecution
    let attempt: Int
    /// Empty before the stack has begun and after it has ended.
    private var groups: [StackGroup] = []
    /// Of a cross-validation, the first fold's.
    private(set) var data: PreparedData?
    /// Empty where there are none.
    private(set) var folds: [PreparedFold] = []
    private(set) var columns: [String] = []
    private(set) var positive: PositiveClass?
    /// By place in `trials`.
    private(set) var progress: [TrialProgress] = []
    /// When the stack began.
    private(set) var startTime = monotonicSeconds()
    private let maxTime: Double

    /// - Parameter attempt: which attempt at these trials it is, counted from 1
    init(_ trials: [ResolvedTrial], in execution: SweepExecution, attempt: Int = 1) {
        self.trials = trials
        self.execution = execution
        self.attempt = attempt
        maxTime = trials.first?.checked.spec.train.maxTime ?? .infinity
    }

    /// What its trials take while they train, as far as it can be known.
    var bytes: Int { (trials.first?.cost.bytes ?? 0) * trials.count }

    var isTimeUp: Bool { maxTime < .infinity && monotonicSeconds() - startTime >= maxTime }

    /// Trains until every trial has finished the epoch or has ended.
    ///
    /// - Returns: whether trials are left
    /// - Errors: `SweepStopped`; `RefusedTrials` before the first step; what keeps the stack from being trained
    func advance(until epoch: Int = .max) throws -> Bool {
        do {
            if groups.isEmpty { try begin() }
            var isLeft = false
            for group in groups where !execution.isStopping {
                if try group.advance(until: epoch) { isLeft = true }
            }
            if !isLeft { groups = [] }
            return isLeft
        } catch {
            abandon()
            throw error
        }
    }

    /// Gives back all memory and files of a stack that does not go on.
    func abandon() {
        for group in groups { group.abandon() }
        groups = []
    }

    /// Lets the stack wait without memory until `advance` is called again.
    func suspend() throws {
        for group in groups { try group.suspend() }
    }

    /// Gives trials up.
    func prune(_ numbers: [Int]) {
        for group in groups {
            group.prune(trials: trials.indices.filter { numbers.contains(trials[$0].number) })
        }
    }

    private func begin() throws {
        guard let first = trials.first else { return }
        startTime = monotonicSeconds()
        try checkMemory(first.cost.bytes + first.cost.dataBytes)
        let all = try execution.data.data(of: first)
        guard let data = all.first else { throw TrainingError("the split makes no folds") }
        try checkMemory(first.cost.bytes + all.reduce(0) { $0 + $1.byteCount })
        let refusals = trials.compactMap { trial in
            trial.refusal(knowing: data).map { (trial, $0) }
        }
        guard refusals.isEmpty else { throw RefusedTrials(refusals: refusals) }
        self.data = data
        positive = try PositiveClass.of(first.checked.spec.data, in: all)
        columns = TrainingSession.columns(
            metrics: first.checked.spec.numberMetrics,
            hasValidation: data[split: "val"].map { $0.rows > 0 } ?? false,
            on: metricParts(of: first.checked.spec))
        progress = trials.map { _ in TrialProgress(folds: all.count) }
        folds = []
        guard all.count > 1 else {
            groups = [try group(of: [], on: data, settings(first, data))]
            return
        }
        // The number of classes is certain only now that all rows have been read.
        folds = try all.enumerated().map { index, data in
            let model = try RunPreparation.model(
                first.checked.spec, features: data.featureNames.count, target: data.target)
            return PreparedFold(index: index, data: data, model: model, positive: positive)
        }
        let stacks =
            first.checked.spec.solver == nil
            ? FoldStacks.of(folds, trials: trials.count) : folds.map { [$0] }
        groups = try stacks.map { stack in
            try group(of: stack, on: stack[0].data, settings(first, stack[0].data))
        }
    }

    private func checkMemory(_ needed: Int) throws {
        guard needed <= execution.options.memory else {
            throw TrainingError(
                "out of memory: it needs about \(NumberText.bytes(needed)), but the sweep may take "
                    + "\(NumberText.bytes(execution.options.memory)); give more with --memory")
        }
    }

    private func group(
        of folds: [PreparedFold], on data: PreparedData, _ settings: TrainingSettings
    ) throws -> StackGroup {
        let members = trials.indices.flatMap { trial -> [StackGroup.Member] in
            folds.isEmpty ? [(trial, nil)] : folds.map { (trial, $0) }
        }
        let group = StackGroup(members, of: self)
        try group.begin(
            settings, try members.map { try trialSettings(trials[$0.trial], fold: $0.fold, data, settings) },
            splits: data.splits, solver: trials.first?.checked.spec.solver?.value)
        return group
    }

    private func settings(_ trial: ResolvedTrial, _ data: PreparedData) throws -> TrainingSettings {
        let spec = trial.checked.spec
        let model = try RunPreparation.model(spec, features: data.featureNames.count, target: data.target)
        var settings = TrainingSettings(
            plan: model, train: spec.effectiveTrain, metrics: spec.numberMetrics, tables: spec.tableMetrics,
            penalties: spec.penalties.map(\.value), elementType: spec.realType.elementType, threads: 1,
            targetTransform: data.targetTransform, specification: trial.resolved.plainText)
        settings.metricParts = metricParts(of: spec)
        settings.positiveClass = positive.index(in: data.target)
        settings.metricsOfTrainingAreWatched = Monitor.isOfTraining(execution.definition.objective.metric)
        settings.train.checkpoint.keep = 0
        settings.train.logsNorms = false
        settings.scoredSplits = Self.scoredSplits(data, objective: execution.definition.objective.metric)
        if folds.isEmpty { settings.baselines = execution.data.baselines(settings, of: trial, data: data) }
        return settings
    }

    /// Metrics of the training rows cost each trial time that most sweeps have no use for: they are measured only where the
    /// objective or what a trial itself watches is one of them.
    private func metricParts(of spec: ExperimentSpec) -> EpochMetricParts {
        let watched = [
            execution.definition.objective.metric, spec.train.earlyStopping.monitor,
            spec.train.checkpoint.monitor, (spec.schedule.value as? PlateauSchedule)?.monitor,
        ]
        let measures = watched.contains { $0.map(Monitor.isOfTraining) ?? false }
        return spec.train.metricsOn.intersection(measures ? [.train, .val] : .val)
    }

    /// Scoring the training rows costs as much as several epochs, and their loss is in `metrics.csv`: they are scored
    /// only where nothing else is, or the objective asks for it.
    static func scoredSplits(_ data: PreparedData, objective: String) -> [String] {
        let names = data.splits.filter { $0.rows > 0 }.map(\.name)
        let others = names.filter { $0 != "train" }
        return others.isEmpty || objective.hasPrefix("train_") ? names : others
    }

    private func trialSettings(
        _ trial: ResolvedTrial, fold: PreparedFold?, _ data: PreparedData, _ settings: TrainingSettings
    ) throws -> TrialSettings {
        let spec = trial.checked.spec
        var result = TrialSettings(
            seed: spec.seed, optimizer: spec.optimizer.value, schedule: spec.schedule.value)
        if let fold {
            result.data = fold.trialData
            var own = settings
            own.targetTransform = fold.data.targetTransform
            own.positiveClass = positive.index(in: fold.data.target)
            result.data?.baselines = execution.data.baselines(
                own, of: trial, data: fold.data, fold: fold.index)
        }
        guard let first = trials.first, trials.count > 1 else { return result }
        let (own, others) = (trial.resolved.node, first.resolved.node)
        if own["model"]?.canonicalJSON != others["model"]?.canonicalJSON
            || own["initializer"]?.canonicalJSON != others["initializer"]?.canonicalJSON
        {
            result.model = try RunPreparation.model(
                spec, features: data.featureNames.count, target: data.target)
        }
        if own["penalties"]?.canonicalJSON != others["penalties"]?.canonicalJSON {
            result.penalties = spec.penalties.map(\.value)
        }
        return result
    }

    // MARK: What the groups tell

    func epochFinished(_ report: EpochReport, _ member: StackGroup.Member) {
        progress[member.trial].reports[member.fold?.index ?? 0].append(
            TimedReport(report: report, seconds: monotonicSeconds() - startTime))
        execution.progress.epochFinished()
    }

    func ended(
        _ endings: [(member: StackGroup.Member, ending: StackEnding)], in session: TrainingSession
    ) throws {
        let predictions = LazyPredictions(session)
        for (member, ending) in endings {
            var end = FoldEnd(result: ending.result)
            if let fold = member.fold, ending.result.isScored {
                end.weights = session.finalWeights(trial: ending.place)
                end.predictions = try predictions.of(ending.place, split: "val").map {
                    FoldPredictions(fold: fold, rows: $0)
                }
            }
            progress[member.trial].ends[member.fold?.index ?? 0] = end
        }
        let complete = endings.filter { progress[$0.member.trial].isComplete }
        let records = complete.map { record(of: $0.member.trial) }
        let kept = execution.keptTrials(of: records)
        let ended = try zip(complete, records).map { end, record in
            let files = TrialFiles(
                trial: trials[end.member.trial], record: record, commandLine: execution.commandLine,
                process: execution.process)
            let isKept = kept.contains(record.number)
            guard folds.isEmpty else {
                return EndedTrial(
                    record: record, files: try foldFiles(files, progress[end.member.trial], isKept: isKept))
            }
            let light = try files.light(
                end.ending.result, reports: progress[end.member.trial].reports[0], columns: columns,
                data: data, positive: positive)
            let full = isKept ? try self.full(files, end.ending, session, predictions) : []
            return EndedTrial(record: record, files: light + full)
        }
        for end in complete { progress[end.member.trial].forgetWeights() }
        guard !ended.isEmpty else { return }
        do {
            try execution.note(ended)
        } catch {
            throw SweepStopped(cause: error)
        }
    }

    private func full(
        _ files: TrialFiles, _ ending: StackEnding, _ session: TrainingSession, _ predictions: LazyPredictions
    ) throws -> [TrialFiles.File] {
        guard let data else { return [] }
        let rows = try PredictionsFile.split(of: data).flatMap { name in
            try predictions.of(ending.place, split: name)
        }
        return try files.full(
            weights: session.finalWeights(trial: ending.place), predictions: rows, shared: execution.data,
            data: data)
    }

    private func foldFiles(
        _ files: TrialFiles, _ progress: TrialProgress, isKept: Bool
    ) throws -> [TrialFiles.File] {
        guard let data else { return [] }
        let light = try files.light(folds: progress, columns: columns, data: data, positive: positive)
        guard isKept else { return light }
        return try light + files.full(folds: progress, folds, shared: execution.data)
    }
}

/// Predictions of a session that is ending, computed once for all its trials.
private final class LazyPredictions {
    private let session: TrainingSession
    private var known: [ScoredRows]?

    init(_ session: TrainingSession) { self.session = session }

    func of(_ place: Int, split: String) throws -> ScoredRows? {
        if known == nil { known = try session.predictions(split: split) }
        return known.flatMap { place < $0.count ? $0[place] : nil }
    }
}

/// A trial that ended, with everything to be written about it.
struct EndedTrial {
    var record: TrialRecord
    var files: [TrialFiles.File]
}
