import Boosting
import Data

extension TreeSession {
    package func finish(
        _ ending: TrainingStatus, observer: any TrainingObserver, handsOver: Bool
    ) throws -> [TrialResult] {
        if handsOver { try observer.checkpointReady(try checkpoint(trial: 0)) }
        status = status ?? ending
        keepBestRounds()
        return [try result()]
    }

    /// With early stopping the rounds after the best one are of no use: trees are only ever added, so that leaving them
    /// out is all there is to do.
    private func keepBestRounds() {
        guard settings.train.earlyStopping.isEnabled else { return }
        let best = monitors.ownBest == nil ? state.earlyStopping.bestEpoch : state.best.bestEpoch
        keptRounds = best.flatMap { $0 < state.step ? $0 : nil }
    }

    package func finalWeights(trial: Int) throws -> [StoredTensor] {
        guard let keptRounds else { return TreeFile.tensors(try booster.encoded()) }
        return TreeFile.tensors(try booster.prefix(rounds: keptRounds).encoded())
    }

    package func predictions(split name: String) throws -> [ScoredRows] {
        guard let split = splits.first(where: { $0.name == name }) else {
            throw TrainingError("there is no split '\(name)'")
        }
        return [try outcome(on: split, rounds: keptRounds).rows]
    }

    /// Scores on every split, beside the baselines'.
    private func result() throws -> TrialResult {
        var scores: [SplitScores] = []
        var kept: [ScoredPart] = []
        if status?.hasScores ?? false {
            for split in splits where TrainingSession.isScored(split, settings) {
                let outcome = try outcome(on: split, rounds: keptRounds)
                if ["train", "val"].contains(split.name), outcome.losses.isNotFinite {
                    status = .diverged(divergence(loss: outcome.loss, part: split.name))
                }
                if settings.keepsScoredRows { kept.append(ScoredPart(split: split.name, rows: outcome.rows)) }
                scores.append(
                    SplitScores(
                        outcome.rows, loss: outcome.loss, split: split.name, metrics: settings.metrics,
                        tables: settings.tables, transform: transform))
            }
        }
        let status = status ?? .interrupted
        return TrialResult(
            status: status, epochs: state.finishedEpochs, steps: state.step,
            bestEpoch: monitors.ownBest == nil ? state.earlyStopping.bestEpoch : state.best.bestEpoch,
            monitor: monitors.best.name, monitorWasUndefined: monitorWasUndefined,
            lastEpoch: state.lastEpoch, splits: status.hasFigures ? scores : [],
            baselines: status == .interrupted ? [] : baselines, scored: status.hasFigures ? kept : [])
    }

    private var monitorWasUndefined: Bool {
        if monitors.ownBest != nil { return state.best.isDefined == false }
        return settings.train.earlyStopping.isEnabled && state.earlyStopping.isDefined == false
    }

    private var transform: TargetTransform? {
        trial.data.map(\.targetTransform) ?? settings.targetTransform
    }

    private var baselines: [BaselineScores] {
        if let known = trial.data == nil ? settings.baselines : trial.data?.baselines { return known }
        return TrainingSession.baselines(
            settings: settings, splits: splits, transform: transform,
            positiveClass: trial.data?.positiveClass ?? settings.positiveClass)
    }
}
