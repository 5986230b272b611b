import Boosting
import Data

extension TreeSession {
    /// The end of a round: its loss, validation, report, early stopping.
    func finishRound(_ observer: any TrainingObserver) throws {
        let epoch = state.step
        let isJudged =
            epoch.isMultiple(of: settings.train.validateEvery) || state.step >= budget.totalSteps
        let training = try outcome(on: train, rounds: nil)
        let judged = isJudged ? splits.first { $0.name == "val" && $0.rows > 0 } : nil
        let validation = try judged.map { try outcome(on: $0, rounds: nil) }
        try flush([training.loss], observer)
        guard training.loss.isFinite || !settings.train.stopsWhenNotFinite else {
            status = .diverged(divergence(loss: training.loss, part: nil))
            return
        }
        var report = self.report(
            training, validation, measuresTraining: isJudged && measuresTraining(epoch))
        let verdict = observe(report)
        report.isBest = verdict.isBest
        state.lastEpoch = report
        try observer.epochFinished(report)
        try rank(report, observer)
        if verdict.stops { status = stopped }
    }

    private func flush(_ losses: [Double], _ observer: any TrainingObserver) throws {
        try losses.withUnsafeBufferPointer {
            try observer.stepsFinished(StepLosses(trial: 0, firstStep: state.step, losses: $0))
        }
    }

    private func measuresTraining(_ epoch: Int) -> Bool {
        metricParts.contains(.train) && !settings.metrics.isEmpty
            && (monitors.watchTraining || TrainingMetricEpochs.isMeasured(epoch)
                || settings.metricsOfTrainingAreWatched)
    }

    private func report(
        _ training: Evaluator.Outcome, _ validation: Evaluator.Outcome?, measuresTraining: Bool
    ) -> EpochReport {
        var values = [NamedValue("train_loss", training.loss)]
        if let validation { values.append(NamedValue("val_loss", validation.loss)) }
        let sample = measuresTraining ? sampleRows.map { training.rows.gathering($0) } ?? training.rows : nil
        for metric in settings.metrics {
            if let sample { values.append(NamedValue("train_\(metric.label)", metric.value(of: sample))) }
            if let validation, metricParts.contains(.val) {
                values.append(NamedValue("val_\(metric.label)", metric.value(of: validation.rows)))
            }
        }
        return EpochReport(
            trial: trial.number ?? 0, epoch: state.step, step: state.step, learningRate: trees.rate,
            values: values)
    }

    private func observe(_ report: EpochReport) -> EarlyStoppingState.Verdict {
        var verdict = EarlyStoppingState.Verdict(isBest: false, stops: false)
        if let value = report[monitors.stopping.name] {
            verdict = state.earlyStopping.observe(
                value, epoch: report.epoch, settings: settings.train.earlyStopping,
                direction: monitors.stopping.direction)
        }
        guard let own = monitors.ownBest else { return verdict }
        verdict.isBest =
            report[own.name].map { value in
                state.best.observe(
                    value, epoch: report.epoch, settings: EarlyStopping(), direction: own.direction
                ).isBest
            } ?? false
        return verdict
    }

    private func rank(_ report: EpochReport, _ observer: any TrainingObserver) throws {
        let count = settings.train.checkpoint.keep
        guard count > 0, let value = report[monitors.best.name] else { return }
        let verdict = state.ranking.take(
            value, epoch: report.epoch, keeping: count, direction: monitors.best.direction)
        guard verdict.isKept else { return }
        let weights = SafetensorsFile(
            weights: TreeFile.tensors(try booster.encoded()),
            others: [
                SafetensorsFile.Metadata(
                    key: "assay.specification", value: trial.specification ?? settings.specification)
            ])
        try observer.epochKept(
            KeptEpoch(trial: 0, epoch: report.epoch, weights: weights, dropped: verdict.dropped))
    }

    var stopped: TrainingStatus {
        .stopped(
            epoch: state.finishedEpochs, monitor: monitors.stopping.name,
            wasDefined: state.earlyStopping.isDefined ?? true)
    }
}
