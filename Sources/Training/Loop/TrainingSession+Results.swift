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
        guard let split = splits.first(where: { $0.name == name }) else {
            throw TrainingError("there is no split '\(name)'")
        }
        return try evaluator.evaluate(split).map(\.rows)
    }

    /// What the session ends with: each trial's scores on every split, beside the baselines'.
    func results() throws -> [TrialResult] {
        var scores = [[SplitScores]](repeating: [], count: trials.count)
        if trials.contains(where: { $0.status?.hasScores ?? false }) {
            for split in splits
            where split.rows > 0 && settings.scoredSplits?.contains(split.name) ?? true {
                for (trial, outcome) in try evaluator.evaluate(split).enumerated() {
                    scores[trial].append(score(outcome.rows, loss: outcome.loss, split: split.name))
                }
            }
        }
        let baselines = settings.baselines ?? Self.baselines(settings: settings, splits: splits)
        return trials.indices.map { trial in
            let status = trials[trial].status ?? .interrupted
            let state = trials[trial].state
            return TrialResult(
                status: status, epochs: state.finishedEpochs, steps: state.step,
                bestEpoch: monitors.ownBest == nil ? state.earlyStopping.bestEpoch : state.best.bestEpoch,
                monitor: monitors.best.name, lastEpoch: state.lastEpoch,
                splits: status.hasScores ? scores[trial] : [], baselines: baselines)
        }
    }

    private func score(_ rows: ScoredRows, loss: Double?, split: String) -> SplitScores {
        Self.score(rows, loss: loss, split: split, settings)
    }

    private static func score(
        _ rows: ScoredRows, loss: Double?, split: String, _ settings: TrainingSettings
    ) -> SplitScores {
        SplitScores(
            rows, loss: loss, split: split, metrics: settings.metrics, tables: settings.tables,
            transform: settings.targetTransform)
    }

    /// What the simple rules reach on every split that is scored.
    package static func baselines(
        settings: TrainingSettings, splits: [PreparedSplit]
    ) -> [BaselineScores] {
        guard let train = splits.first(where: { $0.name == "train" }) else { return [] }
        let scored = splits.filter {
            $0.rows > 0 && settings.scoredSplits?.contains($0.name) ?? true
        }
        return Baseline.all(task: settings.plan.task, train: train).map { baseline in
            BaselineScores(
                name: baseline.name,
                splits: scored.map { score(baseline.rows(of: $0), loss: nil, split: $0.name, settings) })
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
}
