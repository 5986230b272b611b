import Kernels

extension TrainingSession {
    /// Trials still training.
    package var runningTrials: [Int] { trials.indices.filter { stepNumbers.isRunning[$0] } }

    /// Epochs the running trials have finished.
    package var finishedEpochs: Int { position.epoch - 1 }

    /// Whether the budget is used up.
    package var isAtEnd: Bool { position.step >= budget.totalSteps }

    /// Brings a running trial's state up to where the stack stands.
    func synchronize(_ trial: Int) {
        guard stepNumbers.isRunning[trial] else { return }
        var place = position
        if place.batch == budget.stepsPerEpoch {
            place.closeEpoch()
        }
        trials[trial].state.step = place.step
        trials[trial].state.epoch = place.epoch
        trials[trial].state.batch = place.batch
        trials[trial].state.lossSum.value = place.rows == 0 ? 0 : stepNumbers.lossSums[trial]
        trials[trial].state.lossWeight.value = place.rows == 0 ? 0 : stepNumbers.weightSums[trial]
        trials[trial].state.lossRows = place.rows
        trials[trial].state.gatheredWeight = ExactDouble(stepNumbers.gatheredWeights[trial])
    }

    /// Gives a trial its final status and keeps it as it is now, since the stack may go on without it.
    func end(_ trial: Int, _ status: TrainingStatus) {
        synchronize(trial)
        stepNumbers.markEnded(trial)
        trials[trial].status = status
        if stepNumbers.runningCount > 0 {
            trials[trial].frozen = checkpoint(trial: trial)
        }
    }

    /// Ends trials that somebody else gave up, between two epochs; those that ended already stay as they are.
    package func prune(_ pruned: [Int]) {
        for trial in pruned where stepNumbers.isRunning[trial] {
            synchronize(trial)
            end(trial, .pruned(epoch: trials[trial].state.finishedEpochs))
        }
    }

    /// Ends the trials whose loss is not finite. Parameters are looked at when an epoch ends.
    func endDivergedTrials(observer: any TrainingObserver) throws {
        try flushLog(observer)
        for trial in runningTrials where !stepNumbers.losses[trial].isFinite {
            diverge(trial, epoch: position.epoch, loss: stepNumbers.losses[trial])
        }
    }

    private func diverge(_ trial: Int, epoch: Int, loss: Double) {
        end(trial, .diverged(divergence(trial, step: position.step, epoch: epoch, loss: loss)))
    }

    private func divergence(
        _ trial: Int, step: Int, epoch: Int, loss: Double, part: String? = nil
    ) -> Divergence {
        let weights = row(of: trial, in: part == nil ? programs.parameters : programs.judged)
        let affected = codec.firstNonFinite(in: weights)
        let rate = part == nil ? nil : trials[trial].state.lastEpoch?.learningRate
        return Divergence(
            step: step, epoch: epoch, learningRate: rate ?? stepNumbers.rates[trial], loss: loss,
            parameter: affected ?? codec.largest(in: weights) ?? "", parametersAreFinite: affected == nil,
            part: part)
    }

    /// The last update can blow up as any other: a trial that ended well, but whose weights give rows it was trained or
    /// judged on a loss that is not finite, has diverged.
    func endDiverged(_ outcomes: [Evaluator.Outcome], on part: String) {
        guard part == "train" || part == "val" else { return }
        for (trial, outcome) in outcomes.enumerated()
        where outcome.losses.isNotFinite && trials[trial].status?.hasScores ?? false {
            let state = trials[trial].state
            let found = divergence(
                trial, step: state.step, epoch: max(1, state.epoch - (state.batch == 0 ? 1 : 0)),
                loss: outcome.loss, part: part)
            trials[trial].status = .diverged(found)
        }
    }

    /// The end of an epoch: parameters checked, validation, report, best weights, early stopping.
    func finishEpoch(observer: any TrainingObserver) throws {
        try flushLog(observer)
        let epoch = position.epoch
        position.closeEpoch()
        if settings.train.stopsWhenNotFinite {
            for trial in runningTrials
            where codec.firstNonFinite(in: row(of: trial, in: programs.parameters)) != nil {
                diverge(trial, epoch: epoch, loss: stepNumbers.losses[trial])
            }
        }
        guard stepNumbers.runningCount > 0 else { return }
        let isJudged =
            epoch.isMultiple(of: settings.train.validateEvery) || position.step >= budget.totalSteps
        let outcomes = isJudged ? try validationSplit.map { try self.outcomes(on: $0.name) } : nil
        let training = isJudged ? try trainingRows(epoch: epoch) : nil
        for trial in runningTrials {
            var report = epochReport(
                trial, epoch: epoch, trainLoss: stepNumbers.meanLoss(trial), outcome: outcomes?[trial],
                training: training?[trial])
            let verdict = observe(report, trial: trial)
            report.isBest = verdict.isBest
            trials[trial].state.lastEpoch = report
            stepNumbers.clearSums(trial)
            try observer.epochFinished(report)
            try rank(report, trial: trial, observer: observer)
            if verdict.stops {
                end(trial, stopped(trial, epoch: epoch))
            }
        }
    }

    /// Takes the epoch's monitored values; keeps the weights when it is the best.
    private func observe(_ report: EpochReport, trial: Int) -> EarlyStoppingState.Verdict {
        if let plateau = plateaus[trial], let monitor = monitors.plateaus[trial],
            let value = report[monitor.name]
        {
            trials[trial].state.plateau.observe(
                value, epoch: report.epoch, rule: plateau, direction: monitor.direction)
        }
        var verdict = EarlyStoppingState.Verdict(isBest: false, stops: false)
        if let value = report[monitors.stopping.name] {
            verdict = trials[trial].state.earlyStopping.observe(
                value, epoch: report.epoch, settings: settings.train.earlyStopping,
                direction: monitors.stopping.direction)
        }
        if let own = monitors.ownBest {
            verdict.isBest =
                report[own.name].map { value in
                    trials[trial].state.best.observe(
                        value, epoch: report.epoch, settings: EarlyStopping(), direction: own.direction
                    ).isBest
                } ?? false
        }
        if verdict.isBest {
            let best = trials[trial].best
            let source = row(of: trial, in: programs.judged)
            best.pointer.copyMemory(from: source, byteCount: best.byteCount)
            trials[trial].bestStates.pointer.copyMemory(
                from: stateRow(of: trial), byteCount: stateByteCount)
            trials[trial].hasBest = true
        }
        return verdict
    }

    /// Hands the weights over when the epoch is among the best that are kept in files of their own.
    private func rank(_ report: EpochReport, trial: Int, observer: any TrainingObserver) throws {
        let count = settings.train.checkpoint.keep
        guard count > 0, let value = report[monitors.best.name] else { return }
        let verdict = trials[trial].state.ranking.take(
            value, epoch: report.epoch, keeping: count, direction: monitors.best.direction)
        guard verdict.isKept else { return }
        let weights = SafetensorsFile(
            weights: judgedWeights(trial),
            others: [
                SafetensorsFile.Metadata(
                    key: "assay.specification",
                    value: trials[trial].settings.specification ?? settings.specification)
            ])
        try observer.epochKept(
            KeptEpoch(trial: trial, epoch: report.epoch, weights: weights, dropped: verdict.dropped))
    }

    /// Every trial's predictions of the training rows that metrics are measured on; nil where none are.
    private func trainingRows(epoch: Int) throws -> [ScoredRows]? {
        guard !trainingSamples.isEmpty,
            monitors.watchTraining || TrainingMetricEpochs.isMeasured(epoch, members: settings.plan.members)
                || settings.metricsOfTrainingAreWatched
        else { return nil }
        var rows = [ScoredRows?](repeating: nil, count: trials.count)
        for sample in trainingSamples where sample.trials.contains(where: { stepNumbers.isRunning[$0] }) {
            let outcomes = try evaluator.evaluate(sample.sets)
            for trial in sample.trials { rows[trial] = outcomes[trial].rows }
        }
        let none = ScoredRows(task: settings.plan.task, predictions: [], targets: [])
        return rows.map { $0 ?? none }
    }

    /// In the order of `columns`.
    private func epochReport(
        _ trial: Int, epoch: Int, trainLoss: Double, outcome: Evaluator.Outcome?, training: ScoredRows?
    ) -> EpochReport {
        var values = [NamedValue("train_loss", trainLoss)]
        if let outcome { values.append(NamedValue("val_loss", outcome.loss)) }
        for metric in settings.metrics {
            if let training { values.append(NamedValue("train_\(metric.label)", metric.value(of: training))) }
            if let outcome, metricParts.contains(.val) {
                values.append(NamedValue("val_\(metric.label)", metric.value(of: outcome.rows)))
            }
        }
        var report = EpochReport(
            trial: trials[trial].settings.number ?? trial, epoch: epoch, step: position.step,
            learningRate: stepNumbers.rates[trial], values: values
        )
        if settings.train.logsNorms { report.norms = norms(trial) }
        if settings.train.logsHistograms { report.weights = weights(trial) }
        return report
    }

    /// When `max_steps` ends inside an epoch, that epoch is reported as well. The checkpoint handed over before
    /// knows nothing of it, so that a run continued with a larger budget finishes the epoch as if never stopped.
    func reportPartialEpoch(observer: any TrainingObserver) throws {
        guard position.batch > 0, stepNumbers.runningCount > 0 else { return }
        let outcomes = try validationSplit.map { try self.outcomes(on: $0.name) }
        let training = try trainingRows(epoch: position.epoch)
        for trial in runningTrials {
            var report = epochReport(
                trial, epoch: position.epoch, trainLoss: stepNumbers.meanLoss(trial),
                outcome: outcomes?[trial],
                training: training?[trial])
            report.isPartial = true
            try observer.epochFinished(report)
        }
    }

    /// A trial that had ended when its checkpoint was written stays as it was.
    func markStoppedTrials() {
        for trial in runningTrials {
            let state = trials[trial].state
            if let ending = trials[trial].storedEnding {
                end(trial, ending)
            } else if state.earlyStopping.isStopped {
                end(trial, stopped(trial, epoch: state.finishedEpochs))
            }
        }
    }

    private func stopped(_ trial: Int, epoch: Int) -> TrainingStatus {
        .stopped(
            epoch: epoch, monitor: monitors.stopping.name,
            wasDefined: trials[trial].state.earlyStopping.isDefined ?? true)
    }
}
