import Data

extension TrainingSession {
    /// The final weights of a trial by name: the best epoch's with `restore_best`, else the last ones.
    package func finalWeights(trial: Int) -> [StoredTensor] {
        judgedWeights(trial)
    }

    /// The weights that are judged, by name.
    func judgedWeights(_ trial: Int) -> [StoredTensor] {
        codec.tensors(of: row(of: trial, in: programs.judged))
            + stateCodec.tensors(of: stateRow(of: trial))
    }

    /// Every trial's predictions on a split with the weights as they are now, in the training space.
    package func predictions(split name: String) throws -> [ScoredRows] {
        guard splits.contains(where: { $0.name == name }) else {
            throw TrainingError("there is no split '\(name)'")
        }
        return try outcomes(on: name).map(\.rows)
    }

    /// What every trial makes of its own rows of a split, with the weights as they are now.
    func outcomes(on name: String) throws -> [Evaluator.Outcome] {
        try evaluator.evaluate(data.parts(named: name))
    }

    /// What the session ends with: each trial's scores on every split, beside the baselines'.
    func results() throws -> [TrialResult] {
        var scores = [[SplitScores]](repeating: [], count: trials.count)
        var kept = [[ScoredPart]](repeating: [], count: trials.count)
        if trials.contains(where: { $0.status?.hasScores ?? false }) {
            for split in splits where Self.isScored(split, settings) {
                let outcomes = try outcomes(on: split.name)
                endDiverged(outcomes, on: split.name)
                // Trials on the same rows have the same targets.
                let targets = data.isShared ? outcomes.first.flatMap(originalTargets) : nil
                for (trial, outcome) in outcomes.enumerated() {
                    if settings.keepsScoredRows {
                        kept[trial].append(ScoredPart(split: split.name, rows: outcome.rows))
                    }
                    var own = Self.score(
                        outcome.rows, loss: outcome.loss, split: split.name, settings,
                        transform: transform(of: trial), originalTargets: targets)
                    own.memberLosses = outcome.memberLosses
                    scores[trial].append(own)
                }
            }
        }
        let isOver = trials.contains { $0.status ?? .interrupted != .interrupted }
        let shared = data.isShared && isOver ? baselines(of: 0, settings.baselines) : nil
        return trials.indices.map { trial in
            let status = trials[trial].status ?? .interrupted
            let state = trials[trial].state
            return TrialResult(
                status: status, epochs: state.finishedEpochs, steps: state.step,
                bestEpoch: monitors.ownBest == nil ? state.earlyStopping.bestEpoch : state.best.bestEpoch,
                monitor: monitors.best.name, monitorWasUndefined: monitorWasUndefined(state),
                lastEpoch: state.lastEpoch,
                splits: status.hasFigures ? scores[trial] : [],
                baselines: status == .interrupted ? [] : shared ?? baselines(of: trial, nil),
                scored: status.hasFigures ? kept[trial] : [])
        }
    }

    /// Only of what the specification names: a loss that is never a number ends the run in another way.
    private func monitorWasUndefined(_ state: TrainingState) -> Bool {
        if monitors.ownBest != nil { return state.best.isDefined == false }
        return settings.train.earlyStopping.isEnabled && state.earlyStopping.isDefined == false
    }

    static func isScored(_ split: PreparedSplit, _ settings: TrainingSettings) -> Bool {
        split.rows > 0 && settings.scoredSplits?.contains(split.name) ?? true
    }

    /// What takes a trial's predictions back to original units: folds have fitted their own.
    private func transform(of trial: Int) -> TargetTransform? {
        guard let own = trials[trial].settings.data else { return settings.targetTransform }
        return own.targetTransform
    }

    private func originalTargets(_ outcome: Evaluator.Outcome) -> [Double]? {
        guard !outcome.rows.task.isClassification else { return nil }
        return outcome.rows.originalTargets ?? transform(of: 0)?.inverted(outcome.rows.targets)
    }

    private static func score(
        _ rows: ScoredRows, loss: Double?, split: String, _ settings: TrainingSettings,
        transform: TargetTransform?, originalTargets: [Double]? = nil
    ) -> SplitScores {
        SplitScores(
            rows, loss: loss, split: split, metrics: settings.metrics, tables: settings.tables,
            targets: settings.targetNames, transform: transform, originalTargets: originalTargets)
    }

    /// - Parameter known: those of the data all trials share
    private func baselines(of trial: Int, _ known: [BaselineScores]?) -> [BaselineScores] {
        if let own = trials[trial].settings.data { return own.baselines ?? computedBaselines(of: trial) }
        return known ?? computedBaselines(of: trial)
    }

    private func computedBaselines(of trial: Int) -> [BaselineScores] {
        Self.baselines(
            settings: settings, splits: data.splits(of: trial), transform: transform(of: trial),
            positiveClass: trials[trial].settings.data?.positiveClass ?? settings.positiveClass)
    }

    /// What the simple rules reach on every split that is scored.
    package static func baselines(
        settings: TrainingSettings, splits: [PreparedSplit]
    ) -> [BaselineScores] {
        baselines(
            settings: settings, splits: splits, transform: settings.targetTransform,
            positiveClass: settings.positiveClass)
    }

    static func baselines(
        settings: TrainingSettings, splits: [PreparedSplit], transform: TargetTransform?, positiveClass: Int
    ) -> [BaselineScores] {
        guard let train = splits.first(where: { $0.name == "train" }) else { return [] }
        let scored = splits.filter { isScored($0, settings) }
        // A loss whose program cannot be made has no figure; the model's own would have failed before.
        let losses = try? PredictionLoss(plan: settings.plan, rows: scored.map(\.rows).max() ?? 1)
        let weights = RowWeights(settings.train, plan: settings.plan, train: train)
        return Baseline.all(task: settings.plan.task, train: train).map { baseline in
            BaselineScores(
                name: baseline.name,
                splits: scored.map { split in
                    var rows = baseline.rows(of: split)
                    rows.positiveClass = positiveClass
                    let loss = (try? losses?.mean(of: rows, weights: weights?.values(of: split))) ?? nil
                    return score(rows, loss: loss, split: split.name, settings, transform: transform)
                })
        }
    }
}

extension TrainingStatus {
    /// Whether the weights are worth scoring.
    var hasScores: Bool {
        switch self {
        case .completed, .stopped, .outOfTime: true
        case .diverged, .interrupted, .pruned: false
        }
    }

    /// Whether there are figures to be shown: also of weights that turned out in the end to have diverged.
    var hasFigures: Bool {
        if case .diverged(let divergence) = self { return divergence.part != nil }
        return hasScores
    }
}
