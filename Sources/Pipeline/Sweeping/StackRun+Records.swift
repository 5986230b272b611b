import Runs
import Training

extension StackRun {
    /// The compared value after an epoch, or the last one before it; nil where the trial did not get so far, or has no
    /// value yet.
    func value(of number: Int, afterEpoch epoch: Int) -> Double? {
        guard let place = trials.firstIndex(where: { $0.number == number }), place < progress.count else {
            return nil
        }
        return progress[place].value(of: execution.definition.objective.metric, afterEpoch: epoch)
    }

    /// The record of a trial all of whose trainings have ended.
    func record(of place: Int) -> TrialRecord {
        let trial = trials[place]
        let known = progress[place]
        let results = known.results
        let (state, reason) = Self.state(of: results.map(\.status))
        var record = execution.emptyRecord(of: trial, state: state, reason: reason, attempt: attempt)
        record.seconds = (monotonicSeconds() - startTime) / Double(trials.count)
        record.epochs = results.map(\.epochs).max() ?? 0
        record.steps = results.reduce(0) { $0 + $1.steps }
        record.bestEpoch = results.count == 1 ? results[0].bestEpoch : nil
        record.metrics = metrics(of: trial, known)
        let name = execution.definition.objective.metric
        record.reports = execution.judgements(of: trial).compactMap { judgement in
            known.value(of: name, afterEpoch: judgement.epoch).map { value in
                TrialRecord.Report(epoch: judgement.epoch, value: value.isFinite ? value : nil)
            }
        }
        switch state {
        case .completed, .stopped:
            record.value = record.metrics[name] ?? known.reports.mean(ofLast: name)
        case .pruned:
            record.value = known.lastValue(of: name)
        case .diverged, .failed:
            record.value = nil
        }
        if let value = record.value, !value.isFinite { record.value = nil }
        return record
    }

    /// `<split>_<metric>`; of folds the means, as `metrics.json` of a cross-validation has them.
    private func metrics(of trial: ResolvedTrial, _ known: TrialProgress) -> [String: Double?] {
        var metrics: [String: Double?] = [:]
        guard known.results.count > 1 else {
            for split in known.results.first?.splits ?? [] {
                for value in split.values {
                    metrics["\(split.split)_\(value.name)"] = .some(
                        value.value.isFinite ? value.value : nil)
                }
            }
            return metrics
        }
        guard let data, known.results.allSatisfy(\.isScored) else { return [:] }
        let figures = RunMetrics(
            folds: known.results, spec: trial.checked.spec, target: data.target, positive: positive,
            predictions: [],
            trainingSeconds: 0, stepsPerSecond: nil)
        for (split, values) in figures.splits {
            for (name, value) in values { metrics["\(split)_\(name)"] = .some(value) }
        }
        return metrics
    }

    /// How a trial as a whole ended.
    private static func state(of statuses: [TrainingStatus]) -> (TrialEnd, String?) {
        guard statuses.count > 1 else { return statuses.first.map(state) ?? (.failed, "interrupted") }
        let ends = statuses.enumerated().map { fold, status in
            (fold: fold + 1, end: state(of: status))
        }
        for end in [TrialEnd.diverged, .failed] {
            if let first = ends.first(where: { $0.end.0 == end }) {
                return (end, "fold \(first.fold): \(first.end.1 ?? "")")
            }
        }
        if let pruned = ends.last(where: { $0.end.0 == .pruned }) { return pruned.end }
        if statuses.contains(.outOfTime) { return state(of: .outOfTime) }
        return ends.allSatisfy { $0.end.0 == .stopped }
            ? (.stopped, "every fold stopped early") : (.completed, nil)
    }

    private static func state(of status: TrainingStatus) -> (TrialEnd, String?) {
        switch status {
        case .completed: (.completed, nil)
        case .stopped: (.stopped, status.stoppingReason)
        case .outOfTime: (.stopped, "the time of 'max_time' is over")
        case .pruned(let epoch): (.pruned, "given up after epoch \(epoch): others were better")
        case .diverged(let divergence): (.diverged, divergence.description)
        case .interrupted: (.failed, "interrupted")
        }
    }
}

extension [[TimedReport]] {
    /// Of the last epochs, over the folds; nil where one does not have it.
    fileprivate func mean(ofLast name: String) -> Double? {
        let values = compactMap { $0.last?.report[name] }
        guard values.count == count, let first = values.first else { return nil }
        return count == 1 ? first : values.reduce(0, +) / Double(count)
    }
}
