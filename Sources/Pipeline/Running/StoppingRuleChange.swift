import Runs
import Training

/// A stopping rule that changes while a run is continued: judged anew over the epochs that are done, as if it had been
/// there from the start.
///
/// The continued run then equals one with the new rule. Where it cannot, because the new rule would have ended the run
/// earlier, or calls an epoch the best whose weights were not kept, the change is refused.
struct StoppingRuleChange {
    let train: TrainSection
    let monitor: Monitor

    init(_ preparation: RunPreparation) throws {
        train = preparation.checked.spec.effectiveTrain
        let settings = preparation.settings(on: preparation.folds[0], threads: 1, specification: "")
        let hasValidation = preparation.data[split: "val"].map { $0.rows > 0 } ?? false
        monitor = try settings.stoppingMonitor(hasValidation: hasValidation)
    }

    /// The checkpoint with the state the new rule has come to.
    ///
    /// - Parameter history: the monitored value of each epoch that is done; NaN also where an epoch was not judged
    /// - Errors: `RunError.refused`
    func applied(
        to checkpoint: TrainingCheckpoint, history: [(epoch: Int, value: Double)], run: String
    ) throws -> TrainingCheckpoint {
        let done = checkpoint.state.finishedEpochs
        let isEveryEpoch = train.validateEvery == 1 || monitor.name.hasPrefix("train_")
        let judged = history.filter { epoch, value in
            epoch <= done && (isEveryEpoch || !value.isNaN || epoch.isMultiple(of: train.validateEvery))
        }
        let rule = train.earlyStopping
        let replayed = EarlyStoppingState.replaying(judged, settings: rule, direction: monitor.direction)
        if let epoch = replayed.stoppedAfter, epoch < done {
            throw RunError.refused(
                run: run,
                reason:
                    "with this rule it would have ended after epoch \(epoch), and \(done) epochs are done; "
                    + "start a new run")
        }
        let (kept, best) = (checkpoint.state.earlyStopping.bestEpoch, replayed.state.bestEpoch)
        if train.checkpoint.monitor == nil, best != kept {
            func epoch(_ number: Int?) -> String { number.map { "epoch \($0)" } ?? "no epoch" }
            throw RunError.refused(
                run: run,
                reason: "by this rule \(epoch(best)) is the best one so far, but the weights that were kept "
                    + "are of \(epoch(kept)); start a new run")
        }
        var changed = checkpoint
        changed.state.earlyStopping = replayed.state
        return changed
    }

    /// The monitored value of every epoch of a run's table.
    static func history(in directory: RunDirectory, of name: String) -> [(epoch: Int, value: Double)] {
        guard let table = CSVTable(path: directory.file(RunFile.metricsTable)),
            let epochs = table["epoch"],
            let values = table[name]
        else { return [] }
        return zip(epochs, values).compactMap { epoch, value in
            Int(exactly: epoch).map { (epoch: $0, value: value) }
        }
    }
}
