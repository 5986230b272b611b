import Kernels

extension TrainingSession {
    /// After a step: a trial whose loss is not finite has diverged. Parameters are looked at when an epoch ends.
    func noteDivergence(
        _ losses: UnsafePointer<Double>, position: TrainingState, observer: any TrainingObserver
    ) throws {
        for trial in trials.indices where trials[trial].isRunning && !losses[trial].isFinite {
            try flushLog(observer)
            // `state` still stands before this step: count it, but leave the epoch unfinished.
            trials[trial].state.step = position.step
            trials[trial].state.batch = position.batch
            if position.batch == budget.stepsPerEpoch {
                closeEpoch(trial, next: position.epoch + 1)
            }
            diverge(trial, step: position.step, epoch: position.epoch, loss: losses[trial])
        }
    }

    private func diverge(_ trial: Int, step: Int, epoch: Int, loss: Double) {
        let parameter = codec.firstNonFinite(in: row(of: trial, in: programs.parameters))
        end(
            trial,
            .diverged(
                Divergence(
                    step: step, epoch: epoch, learningRate: trials[trial].learningRate, loss: loss,
                    parameter: parameter)))
    }

    /// Gives a trial its final status and keeps it as it is now, since the stack may go on without it.
    func end(_ trial: Int, _ status: TrainingStatus) {
        trials[trial].status = status
        if trials.contains(where: \.isRunning) {
            trials[trial].frozen = checkpoint(trial: trial)
        }
    }

    /// The end of an epoch: parameters checked, validation, report, best weights, early stopping.
    func finishEpoch(observer: any TrainingObserver) throws {
        try flushLog(observer)
        for trial in trials.indices where trials[trial].isRunning {
            let state = trials[trial].state
            if codec.firstNonFinite(in: row(of: trial, in: programs.parameters)) != nil {
                let loss = state.lossSum.value / Double(max(state.lossRows, 1))
                closeEpoch(trial, next: state.epoch)
                diverge(trial, step: state.step, epoch: state.finishedEpochs, loss: loss)
            }
        }
        guard trials.contains(where: \.isRunning) else { return }
        let outcomes = try validationSplit.map { try evaluator.evaluate($0) }
        for trial in trials.indices where trials[trial].isRunning {
            let epoch = trials[trial].state.finishedEpochs
            var report = epochReport(trial, epoch: epoch, outcome: outcomes?[trial])
            let verdict = observe(report, trial: trial)
            report.isBest = verdict.isBest
            trials[trial].state.lastEpoch = report
            closeEpoch(trial, next: trials[trial].state.epoch)
            try observer.epochFinished(report)
            if verdict.stops {
                end(trial, .stopped(epoch: epoch, monitor: monitor.name))
            }
        }
    }

    /// Empties the sums of an epoch that is over.
    private func closeEpoch(_ trial: Int, next epoch: Int) {
        trials[trial].state.epoch = epoch
        trials[trial].state.batch = 0
        trials[trial].state.lossSum.value = 0
        trials[trial].state.lossRows = 0
    }

    /// Takes the epoch's monitored value; keeps the weights when it is the best.
    private func observe(_ report: EpochReport, trial: Int) -> EarlyStoppingState.Verdict {
        let verdict = trials[trial].state.earlyStopping.observe(
            report[monitor.name] ?? .nan, epoch: report.epoch, settings: monitor.settings,
            direction: monitor.direction)
        if verdict.isBest {
            let best = trials[trial].best
            let source = row(of: trial, in: programs.parameters)
            best.pointer.copyMemory(from: source, byteCount: best.byteCount)
            trials[trial].hasBest = true
        }
        return verdict
    }

    func epochReport(_ trial: Int, epoch: Int, outcome: Evaluator.Outcome?) -> EpochReport {
        let state = trials[trial].state
        let trainLoss = state.lossSum.value / Double(max(state.lossRows, 1))
        var values = [NamedValue("train_loss", trainLoss)]
        if let outcome {
            values.append(NamedValue("val_loss", outcome.loss))
            values += settings.metrics.map {
                NamedValue("val_\($0.label)", $0.value(of: outcome.rows))
            }
        }
        return EpochReport(
            trial: trial, epoch: epoch, step: state.step, learningRate: trials[trial].learningRate,
            values: values)
    }

    /// A trial that had stopped when its checkpoint was written stays stopped.
    func markStoppedTrials() {
        for trial in trials.indices where trials[trial].state.earlyStopping.isStopped {
            trials[trial].status = .stopped(
                epoch: trials[trial].state.finishedEpochs, monitor: monitor.name)
        }
    }
}
