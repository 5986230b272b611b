import Data
import Foundation
import Kernels
import Runs
import Training

extension RunExecution {
    /// Trains every fold of a cross-validation, those of one size together, and leaves each one's figures, their mean
    /// and their deviation, and the predictions of every row by the fold that did not train on it.
    ///
    /// Weights and fitted steps of fold n are `checkpoints/fold-n.safetensors` and `checkpoints/fold-n.json`; where its
    /// training stands is `checkpoints/fold-n-last.safetensors`, from which an interrupted cross-validation goes on.
    func crossValidate() throws -> CommandStatus {
        var folds = start.preparation.folds
        let spec = start.preparation.checked.spec
        let columns = TrainingSession.columns(
            metrics: spec.numberMetrics, hasValidation: true, on: spec.train.metricsOn)
        let progress =
            try start.folds ?? FoldProgress(start.directory, folds: folds.count, columns: columns)
        for index in folds.indices { folds[index].checkpoint = progress.checkpoints[folds[index].index] }
        let table = try FoldTable(
            directory: start.directory, columns: columns, keeping: progress.rows)
        let flusher = Ticker { try? table.file.flush() }
        defer { flusher.stop() }
        var outcome = FoldOutcome(count: folds.count)
        outcome.reports = table.earlier
        Interruption.trainingBegins()
        let maxTime = start.preparation.checked.spec.effectiveTrain.maxTime ?? .infinity
        let deadline = monotonicSeconds() + maxTime - table.earlierSeconds
        for stack in stacks(folds) {
            try train(stack, table, deadline: deadline, &outcome)
            if outcome.isInterrupted { break }
        }
        return try finish(outcome, table)
    }

    /// Which folds a stack trains; empty when it trains all of them.
    private func part(_ stack: [PreparedFold]) -> String {
        guard stack.count < start.preparation.folds.count else { return "" }
        let numbers = stack.map { String($0.index + 1) }
        return (numbers.count == 1 ? "fold " : "folds ") + numbers.joined(separator: ",")
    }

    /// A solver computes one set of weights, so each fold is by itself then.
    private func stacks(_ folds: [PreparedFold]) -> [[PreparedFold]] {
        start.preparation.checked.spec.solver == nil ? FoldStacks.of(folds) : folds.map { [$0] }
    }

    private func train(
        _ stack: [PreparedFold], _ table: FoldTable, deadline: Double, _ outcome: inout FoldOutcome
    ) throws {
        let preparation = start.preparation
        var settings = preparation.settings(
            threads: start.threads, specification: start.resolved.plainText)
        guard let first = stack.first else { return }
        settings.plan = first.model
        let trials = stack.map { fold in
            var trial = preparation.trial
            trial.data = fold.trialData
            return trial
        }
        let session = try TrainingSession(
            settings: settings, trials: trials, splits: first.data.splits,
            checkpoints: stack.compactMap(\.checkpoint))
        if let solver = preparation.checked.spec.solver { try session.solve(with: solver.value) }
        let progress = ProgressReporter(
            terminal: start.output.isQuiet ? nil : start.output.messages, log: log,
            firstStep: first.checkpoint?.state.step ?? 0, part: part(stack))
        let observer = FoldObserver(
            table, directory: start.directory, folds: stack.map(\.index), progress: progress,
            budget: session.budget, train: settings.train, deadline: deadline,
            isInterrupted: start.isInterrupted)
        let results: [TrialResult]
        do {
            results = try session.run(observer: observer)
            observer.finishProgress()
        } catch {
            progress.abandon()
            try? table.file.flush()
            throw error
        }
        outcome.reports += observer.reports
        outcome.seconds = table.seconds
        let predictions = try session.predictions(split: "val")
        var files: [(name: String, data: Foundation.Data)] = []
        for (trial, fold) in stack.enumerated() {
            outcome.results[fold.index] = results[trial]
            files += checkpoint(fold, results[trial], observer)
            guard results[trial].isScored else { continue }
            outcome.predictions.append(FoldPredictions(fold: fold, rows: predictions[trial]))
            files += try model(fold, session.finalWeights(trial: trial))
        }
        if !files.isEmpty { try start.directory.replace(files, syncing: [table.file]) }
    }

    /// Where the fold ended. A solver has no steps to continue from, and a fold that diverged does so again from its last
    /// checkpoint.
    private func checkpoint(
        _ fold: PreparedFold, _ result: TrialResult, _ observer: FoldObserver
    ) -> [(name: String, data: Foundation.Data)] {
        guard start.preparation.checked.spec.solver == nil, let last = observer.checkpoints[fold.index] else {
            return []
        }
        if case .diverged = result.status { return [] }
        return [(RunFile.foldCheckpoint(fold.index + 1), Data(last.encoded()))]
    }

    private func model(
        _ fold: PreparedFold, _ weights: [StoredTensor]
    ) throws -> [(name: String, data: Foundation.Data)] {
        let file = SafetensorsFile(
            metadata: [SafetensorsFile.Metadata(key: "format", value: "pt")], tensors: weights)
        return [
            (RunFile.foldModel(fold.index + 1), Data(file.encoded())),
            (RunFile.foldPreprocessing(fold.index + 1), try RunJSON.encode(fold.data.preprocessing)),
        ]
    }

    private func finish(_ outcome: FoldOutcome, _ table: FoldTable) throws -> CommandStatus {
        try background.wait()
        let results = outcome.results.compactMap { $0 }
        var files: [(name: String, data: Foundation.Data)] = []
        var metrics: RunMetrics?
        let steps = results.reduce(0) { $0 + $1.steps }
        files.append(
            (
                RunFile.metricsTable,
                Data(
                    FoldTable.means(
                        outcome.reports, unended: outcome.unended, columns: table.columns,
                        seconds: outcome.seconds
                    ).utf8)
            ))
        if !outcome.isInterrupted, !outcome.predictions.isEmpty {
            let figures = RunMetrics(
                folds: results, spec: start.preparation.checked.spec, target: start.preparation.data.target,
                positive: start.preparation.positive,
                predictions: outcome.predictions.sorted { $0.fold.index < $1.fold.index },
                trainingSeconds: outcome.seconds,
                stepsPerSecond: outcome.seconds > 0 && steps > 0 ? Double(steps) / outcome.seconds : nil)
            files.append(
                (
                    RunFile.predictions,
                    FoldPredictions.content(outcome.predictions, kept: start.preparation.kept)
                ))
            warn(ofLost: FoldPredictions.lostRows(outcome.predictions))
            files.append((RunFile.metrics, try RunJSON.encode(figures)))
            metrics = figures
        }
        manifest.epochs = results.map(\.epochs).max()
        manifest.steps = steps
        let closed = try closedManifest(outcome.event)
        files.append((RunFile.manifest, try RunJSON.encode(closed)))
        try start.directory.replace(files, syncing: [table.file], isFirst: true)
        manifest = closed
        if closed.status == .diverged, let reason = closed.reason {
            start.output.error("the run diverged: \(reason)")
        }
        report(metrics)
        return manifest.status == .completed || manifest.status == .stopped ? .done : .failed
    }
}

/// What the folds have given so far.
private struct FoldOutcome {
    /// By fold; nil for one not trained yet.
    var results: [TrialResult?]
    var predictions: [FoldPredictions] = []
    var reports: [(fold: Int, report: EpochReport)] = []
    var seconds = 0.0

    init(count: Int) { results = Array(repeating: nil, count: count) }

    /// Folds that would have gone on.
    var unended: Set<Int> {
        Set(results.indices.filter { results[$0] == nil || results[$0]?.status == .interrupted })
    }

    var isInterrupted: Bool { results.contains { $0?.status == .interrupted } }

    /// How the run as a whole ended.
    var event: RunEvent {
        let endings = results.enumerated().compactMap { index, result in
            result.map { (fold: index + 1, status: $0.status) }
        }
        if isInterrupted { return .interrupt }
        for ending in endings {
            if case .diverged(let divergence) = ending.status {
                return .lossNotFinite(reason: "fold \(ending.fold): \(divergence)")
            }
        }
        if endings.contains(where: { $0.status == .outOfTime }) {
            return .stoppedEarly(reason: "the time of 'max_time' is over")
        }
        let stopped = endings.count { ending in
            if case .stopped = ending.status { true } else { false }
        }
        return stopped == endings.count && stopped > 0
            ? .stoppedEarly(reason: "every fold stopped early") : .budgetReached
    }
}
