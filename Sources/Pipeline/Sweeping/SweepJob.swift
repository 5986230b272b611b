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
    let execution: SweepExecution
    let attempt: Int
    /// What others know by that they need not train the trials.
    private let claims: [String]
    /// Nil before the job has begun and after it has ended.
    private var training: JobTraining?
    private var preparation: RunPreparation?
    private(set) var table = EpochTable(columns: [])
    /// By place in `trials`.
    private(set) var outcomes: [Outcome] = []
    /// When the job began, or would have begun had an earlier process not trained a part of it.
    private var startTime = monotonicSeconds()
    /// When this process began with it.
    private var beginTime = monotonicSeconds()
    /// What earlier processes trained of each trial, by place in `trials`.
    private var earlierSeconds: [Double] = []
    /// Whether there is a file that says how far its trials are.
    private var hasStates = false

    /// - Parameter attempt: which attempt at these trials it is, counted from 1
    /// - Parameter claim: the one claim on all of them, where there is one
    init(_ trials: [ResolvedTrial], in execution: SweepExecution, attempt: Int = 1, claim: String? = nil) {
        self.trials = trials
        claims = claim.map { [$0] } ?? trials.map(\.claim)
        self.execution = execution
        self.attempt = attempt
    }

    /// Trials grouped by what can share a stack, in their order, and cut to what memory and time allow.
    ///
    /// - Parameters:
    ///   - workers: processes that share the sweep
    ///   - measured: seconds that its trials took until now, each
    static func groups(
        _ trials: [ResolvedTrial], jobs: Int, memory: Int, workers: Int = 1, measured: Double? = nil
    ) -> [[ResolvedTrial]] {
        var order: [String] = []
        var groups: [String: [ResolvedTrial]] = [:]
        for trial in trials {
            let key = trial.stackKey ?? "alone \(trial.number)"
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(trial)
        }
        return order.flatMap { key -> [[ResolvedTrial]] in
            let group = groups[key] ?? []
            let width =
                group.first?.cost.width(
                    of: group.count, jobs: jobs, memory: memory, workers: workers, measured: measured) ?? 1
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
        if !isLeft {
            training = nil
            if hasStates, !execution.isStopping { execution.removeStates() }
        }
        return isLeft
    }

    /// Leaves where the trials stand to whoever goes on with them.
    ///
    /// - Parameter share: of the time between two checkpoints that must have gone by; nil when the job ends here
    func keep(afterShare share: Double? = nil) throws {
        try training?.keepAll(afterShare: share)
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
        beginTime = monotonicSeconds()
        startTime = beginTime
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
        earlierSeconds = trials.map { _ in 0 }
        job.states = goOn(preparation)
        let used = earlierSeconds.max() ?? 0
        training = JobTraining(job, keeper: self, earlierSeconds: used)
    }

    /// Takes over what earlier processes trained of the trials.
    ///
    /// - Returns: where they were left, by trial and fold; empty where none was begun
    private func goOn(_ preparation: RunPreparation) -> [[Int: TrainingCheckpoint]] {
        let states = execution.states.states(of: trials, dataKey: preparation.data.key)
        guard !states.isEmpty else { return [] }
        hasStates = true
        startTime = beginTime - (states.values.map(\.elapsed).max() ?? 0)
        return trials.indices.map { place in
            guard let state = states[trials[place].number] else { return [:] }
            earlierSeconds[place] = state.seconds
            var checkpoints: [Int: TrainingCheckpoint] = [:]
            for fold in state.folds where outcomes[place].folds.indices.contains(fold.fold) {
                outcomes[place].folds[fold.fold].reports = fold.reports
                outcomes[place].folds[fold.fold].losses = fold.losses
                checkpoints[fold.fold] = fold.checkpoint
            }
            return checkpoints
        }
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

    /// Also when another process has taken the trials over, having heard nothing of this one for too long.
    var isInterrupted: Bool { execution.isStopping || execution.claims.isAnyLost(claims) }

    func stepsFinished(_ steps: StepLosses, of member: JobMember) {
        guard execution.options.detail == .full else { return }
        outcomes[member.trial].folds[member.fold.index].losses += steps.losses
    }

    func epochFinished(_ report: EpochReport, of member: JobMember) {
        outcomes[member.trial].folds[member.fold.index].reports.append(
            TimedReport(report: report, seconds: monotonicSeconds() - startTime))
        execution.progress.epochFinished()
    }

    var isContinuedByOthers: Bool { preparation?.checked.spec.solver == nil }

    func keep(_ checkpoints: [(member: JobMember, checkpoint: TrainingCheckpoint)]) throws {
        guard let preparation else { return }
        var folds: [Int: [SavedStack.Fold]] = [:]
        func add(_ trial: Int, _ fold: Int, _ checkpoint: TrainingCheckpoint) {
            let known = outcomes[trial].folds[fold]
            folds[trial, default: []].append(
                SavedStack.Fold(
                    fold: fold, checkpoint: checkpoint, reports: known.reports, losses: known.losses))
        }
        for (member, checkpoint) in checkpoints { add(member.trial, member.fold.index, checkpoint) }
        // Folds that ended wait for the others of their trial.
        for (trial, outcome) in outcomes.enumerated() where !outcome.isComplete {
            for (index, fold) in outcome.folds.enumerated() {
                guard let result = fold.result, var checkpoint = fold.checkpoint else { continue }
                checkpoint.ended = result.status.asStored
                add(trial, index, checkpoint)
            }
        }
        let stack = SavedStack(
            dataKey: preparation.data.key,
            trials: folds.keys.sorted().map { trial in
                SavedStack.Trial(
                    number: trials[trial].number, hash: trials[trial].hash, seconds: seconds(of: trial),
                    elapsed: monotonicSeconds() - startTime,
                    folds: (folds[trial] ?? []).sorted { $0.fold < $1.fold })
            }.filter { $0.steps > 0 })
        guard !stack.trials.isEmpty else { return }
        do {
            try execution.states.write(stack, of: trials)
            hasStates = true
        } catch {
            throw SweepStopped(cause: error)
        }
    }

    /// What was spent on a trial: its share of the job's time.
    func seconds(of trial: Int) -> Double {
        earlierSeconds[trial] + (monotonicSeconds() - beginTime) / Double(trials.count)
    }

    func ended(_ endings: [(member: JobMember, ending: StackEnding)], in session: any TrialSession) throws {
        guard let preparation else { return }
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
        for (member, ending) in endings where !outcomes[member.trial].isComplete {
            // Enough to be judged again, which is all that is left to do.
            let known = outcomes[member.trial].folds[member.fold.index].checkpoint
            outcomes[member.trial].folds[member.fold.index].checkpoint =
                try known ?? session.checkpoint(trial: ending.place)
        }
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
}

/// A trial that ended, with everything to be written about it.
struct EndedTrial {
    var record: TrialRecord
    var files: [RunFiles.File]
    /// Writes what grows row by row, once the directory is there.
    var finish: ((RunDirectory) throws -> Void)?
}
