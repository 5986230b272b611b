import Data
import Training

/// A specification that is trained as one trial of a job.
struct JobTrial {
    var checked: CheckedSpec
    var resolved: ResolvedSpec
}

/// One training of a job: a trial on the rows of a fold.
struct JobMember {
    /// The place in the job's trials.
    var trial: Int
    var fold: PreparedFold
    /// Where the trial of a sweep was left.
    var state: TrainingCheckpoint?

    /// Where it goes on; nil to begin.
    var checkpoint: TrainingCheckpoint? { state ?? fold.checkpoint }
}

/// What is trained: trials on the same prepared data, each on every fold of it. A run is a job of one trial, and
/// without a cross-validation there is one fold.
struct Job {
    /// Data, model and settings of the first trial.
    let preparation: RunPreparation
    /// They differ at most in what `TrialSettings` can give each of them.
    let trials: [JobTrial]
    var threads = 1
    /// What of a training is kept.
    var detail = RunFiles.Detail.full
    /// What a sweep compares its trials by; nil for a run.
    var objective: String?
    /// Where trials of a sweep were left, by trial and fold; what is not there begins.
    var states: [[Int: TrainingCheckpoint]] = []
    /// What simple rules reach on a fold, where somebody remembers it.
    var baselines: ((TrainingSettings, PreparedFold) -> [BaselineScores])?

    var spec: ExperimentSpec { preparation.checked.spec }

    /// Which trainings are one program: all trials on folds of one size. A solver computes one set of weights, and
    /// trees have no program to share, so each fold is by itself then.
    var stacks: [[JobMember]] {
        let stacks =
            spec.solver == nil && spec.trees == nil
            ? FoldStacks.of(preparation.folds, trials: trials.count) : preparation.folds.map { [$0] }
        return stacks.flatMap { folds in
            byStep(trials.indices.flatMap { trial in folds.map { member(trial, $0) } })
        }
    }

    private func member(_ trial: Int, _ fold: PreparedFold) -> JobMember {
        JobMember(
            trial: trial, fold: fold, state: trial < states.count ? states[trial][fold.index] : nil)
    }

    /// Trainings that stand at the same step, in the order of the first of each.
    private func byStep(_ members: [JobMember]) -> [[JobMember]] {
        guard !states.isEmpty else { return [members] }
        var stacks: [(step: Int, members: [JobMember])] = []
        for member in members {
            let step = member.state?.state.step ?? 0
            if let index = stacks.firstIndex(where: { $0.step == step }) {
                stacks[index].members.append(member)
            } else {
                stacks.append((step, [member]))
            }
        }
        return stacks.map(\.members)
    }

    /// A stack as it begins, or goes on from the checkpoints of its folds.
    ///
    /// - Errors: `CheckpointError` for one that does not fit, `TrainingError`, `GraphError`
    func training(of stack: [JobMember]) throws -> StackTraining {
        guard let first = stack.first else { throw TrainingError("the split makes no folds") }
        var settings = settings(on: first.fold)
        if !preparation.isCrossValidation { settings.baselines = baselines?(settings, first.fold) }
        return try StackTraining(
            settings: settings, trials: try stack.map { try trialSettings($0) },
            splits: first.fold.data.splits,
            solver: first.checkpoint == nil ? spec.solver?.value : nil,
            checkpoints: stack.compactMap(\.checkpoint), keepsCheckpoints: detail == .full,
            endsWhenInterrupted: objective == nil)
    }

    func settings(on fold: PreparedFold) -> TrainingSettings {
        var settings = preparation.settings(
            on: fold, threads: threads, specification: trials.first?.resolved.plainText ?? "")
        guard let objective else { return settings }
        settings.metricsOfTrainingAreWatched = Monitor.isOfTraining(objective)
        settings.train.checkpoint.keep = 0
        guard detail != .full else { return settings }
        settings.metricParts = metricParts
        settings.scoredSplits = Self.scoredSplits(fold.data, objective: objective)
        settings.train.logsNorms = false
        settings.train.logsHistograms = false
        return settings
    }

    /// The names of what every epoch gives.
    var columns: [String] {
        TrainingSession.columns(
            metrics: spec.numberMetrics,
            hasValidation: preparation.data[split: "val"].map { $0.rows > 0 } ?? false,
            on: metricParts)
    }

    /// Metrics of the training rows cost each trial of a sweep time that most have no use for: they are measured only
    /// where the objective or what a trial itself watches is one of them.
    private var metricParts: EpochMetricParts {
        guard let objective, detail != .full else { return spec.train.metricsOn }
        let watched = [
            objective, spec.train.earlyStopping.monitor, spec.train.checkpoint.monitor,
            (spec.schedule.value as? PlateauSchedule)?.monitor,
        ]
        let measures = watched.contains { $0.map(Monitor.isOfTraining) ?? false }
        return spec.train.metricsOn.intersection(measures ? [.train, .val] : .val)
    }

    /// Scoring the training rows costs as much as several epochs, and their loss is in `metrics.csv`: they are scored
    /// only where nothing else is, or the objective asks for it.
    private static func scoredSplits(_ data: PreparedData, objective: String) -> [String] {
        let names = data.splits.filter { $0.rows > 0 }.map(\.name)
        let others = names.filter { $0 != "train" }
        return others.isEmpty || objective.hasPrefix("train_") ? names : others
    }

    private func trialSettings(_ member: JobMember) throws -> TrialSettings {
        let trial = trials[member.trial]
        let spec = trial.checked.spec
        var result = TrialSettings(
            seed: spec.seed, optimizer: spec.optimizer.value, schedule: spec.schedule.value)
        if preparation.isCrossValidation {
            result.data = member.fold.trialData
            result.data?.baselines = baselines?(settings(on: member.fold), member.fold)
        }
        guard trials.count > 1 else { return result }
        let (own, others) = (trial.resolved.node, trials[0].resolved.node)
        if ["model", "initializer"].contains(where: { own[$0]?.canonicalJSON != others[$0]?.canonicalJSON }) {
            result.model = try RunPreparation.model(
                spec, features: member.fold.data.featureColumns, target: member.fold.data.target,
                positive: preparation.positive)
        }
        if own["penalties"]?.canonicalJSON != others["penalties"]?.canonicalJSON {
            result.penalties = spec.penalties.map(\.value)
        }
        if detail == .full { result.specification = trial.resolved.plainText }
        return result
    }
}
