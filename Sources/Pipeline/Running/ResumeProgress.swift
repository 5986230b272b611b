import Foundation
import Machine
import Runs
import Training

/// How far a run has come: the checkpoints of its trainings, read and found to fit.
struct ResumeProgress {
    private let directory: RunDirectory
    private let preparation: RunPreparation
    private let settings: TrainingSettings
    /// Of an ordinary run; nil when it has none yet.
    private(set) var checkpoint: TrainingCheckpoint?
    /// Of a cross-validation.
    private(set) var folds: FoldProgress?

    /// - Errors: `RunError.damaged` for a checkpoint or table that cannot be continued
    init(_ directory: RunDirectory, _ preparation: RunPreparation, settings: TrainingSettings) throws {
        self.directory = directory
        self.preparation = preparation
        self.settings = settings
        guard preparation.folds.isEmpty else {
            let columns = TrainingSession.columns(
                metrics: preparation.checked.spec.numberMetrics, hasValidation: true,
                on: preparation.checked.spec.train.metricsOn)
            folds = try FoldProgress(directory, folds: preparation.folds.count, columns: columns)
            return
        }
        checkpoint = try Self.checkpoint(directory)
        if let checkpoint { try RunTables.check(directory, covers: checkpoint.state) }
    }

    private static func checkpoint(_ directory: RunDirectory) throws -> TrainingCheckpoint? {
        let path = directory.file(RunFile.lastCheckpoint)
        guard directory.exists(RunFile.lastCheckpoint) else { return nil }
        let data = try RunJSON.contents(of: path)
        do {
            return try TrainingCheckpoint(bytes: [UInt8](data))
        } catch {
            throw RunError.damaged(path: path, reason: RunJSON.reason(of: error))
        }
    }

    /// The trainings of the run, each with its budget and where it stands.
    private var trainings: [(budget: TrainingBudget, state: TrainingState?)] {
        let train = preparation.checked.spec.effectiveTrain
        guard let folds else { return [(preparation.budget, checkpoint?.state)] }
        return preparation.folds.map { fold in
            let rows = fold.data[split: "train"]?.rows ?? 0
            return (TrainingBudget(rows: rows, train: train), folds.checkpoints[fold.index]?.state)
        }
    }

    /// - Errors: `RunError.refused` for a budget that is smaller than what is done: the result would have had more
    func checkBudget() throws {
        for training in trainings {
            guard let state = training.state, state.step > training.budget.totalSteps else { continue }
            let train = preparation.checked.spec.effectiveTrain
            let asked =
                train.maxSteps.map { "\($0) steps" } ?? NumberText.count(train.epochs ?? 0, "epoch")
            throw RunError.refused(
                run: directory.id,
                reason: "\(NumberText.count(state.finishedEpochs, "epoch")) and "
                    + "\(NumberText.count(state.step, "step")) are done, which a budget of \(asked) cannot take "
                    + "back; start a new run")
        }
    }

    /// Judges the epochs that are done by the rule as it is now.
    mutating func changeStoppingRule() throws {
        let change = try StoppingRuleChange(preparation, settings: settings)
        if let checkpoint {
            self.checkpoint = try change.applied(
                to: checkpoint, history: StoppingRuleChange.history(in: directory, of: change.monitor.name),
                run: directory.id)
        }
        guard var folds else { return }
        for (fold, checkpoint) in folds.checkpoints {
            let history = folds.rows.filter { $0.fold == fold }.map { row in
                (epoch: row.report.epoch, value: row.report[change.monitor.name] ?? .nan)
            }
            folds.checkpoints[fold] = try change.applied(
                to: checkpoint, history: history, run: "\(directory.id), fold \(fold + 1)")
        }
        self.folds = folds
    }

    /// Why there is nothing left to train; nil when there is.
    var whyDone: String? {
        guard preparation.checked.spec.solver == nil else {
            return "a solver computed its model, which no budget changes"
        }
        let train = preparation.checked.spec.effectiveTrain
        let open = trainings.filter { training in
            guard let state = training.state else { return true }
            return !state.earlyStopping.isStopped && state.step < training.budget.totalSteps
        }
        guard open.isEmpty else {
            let spent = earlierSeconds
            guard let limit = train.maxTime, spent >= limit else { return nil }
            return
                "'max_time' ended it: \(NumberText.duration(spent)) of \(NumberText.duration(limit)) are used; "
                + "raise train.max_time to continue"
        }
        if let state = trainings.compactMap(\.state).first(where: { $0.earlyStopping.isStopped }) {
            let epochs = NumberText.count(state.finishedEpochs, "epoch")
            let patience = train.earlyStopping.patience.map { 2 * $0 } ?? 10
            return
                "its early stopping ends it after \(epochs), whatever the budget; to continue change the rule, "
                + "for example train.early_stopping.patience=\(patience)"
        }
        return "its budget is used up; raise it to continue, for example train.epochs=200"
    }

    private var earlierSeconds: Double {
        if let folds { return folds.rows.map(\.seconds).max() ?? 0 }
        let table = CSVTable(path: directory.file(RunFile.metricsTable))
        return table?["seconds"]?.last ?? 0
    }

    /// The session that goes on, made before anything is changed: what does not fit the model shows here. Nil for a
    /// cross-validation, which makes them one after another.
    func session() throws -> TrainingSession? {
        guard folds == nil else { return nil }
        do {
            return try TrainingSession(
                settings: settings, trials: [preparation.trial], splits: preparation.data.splits,
                checkpoints: checkpoint.map { [$0] } ?? [])
        } catch let error as CheckpointError {
            throw RunError.damaged(path: directory.file(RunFile.lastCheckpoint), reason: "\(error)")
        }
    }
}
