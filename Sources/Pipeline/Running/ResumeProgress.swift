import Foundation
import Machine
import Runs
import Training

/// How far a run has come: the checkpoints of its trainings, read and found to fit.
struct ResumeProgress {
    private let directory: RunDirectory
    /// With the checkpoints of its folds, as far as there are any.
    private(set) var preparation: RunPreparation
    /// The rows of `folds.csv` that the checkpoints of a cross-validation cover.
    private(set) var foldRows: [FoldTableRow] = []

    /// - Errors: `RunError.damaged` for a checkpoint or table that cannot be continued
    init(_ directory: RunDirectory, _ preparation: RunPreparation) throws {
        self.directory = directory
        self.preparation = preparation
        guard !preparation.isCrossValidation else {
            let spec = preparation.checked.spec
            let columns = TrainingSession.columns(
                metrics: spec.numberMetrics, hasValidation: true, on: spec.train.metricsOn)
            let progress = try FoldProgress(directory, folds: preparation.folds.count, columns: columns)
            self.preparation = preparation.continuing(progress.checkpoints)
            foldRows = progress.rows
            return
        }
        guard let checkpoint = try Self.checkpoint(directory) else { return }
        try RunTables.check(directory, covers: checkpoint.state)
        self.preparation = preparation.continuing([0: checkpoint])
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
        return preparation.folds.map { fold in
            let rows = fold.data[split: "train"]?.rows ?? 0
            return (TrainingBudget(rows: rows, train: train), fold.checkpoint?.state)
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
        let change = try StoppingRuleChange(preparation)
        var changed: [Int: TrainingCheckpoint] = [:]
        for fold in preparation.folds {
            guard let checkpoint = fold.checkpoint else { continue }
            let known = foldRows.filter { $0.fold == fold.index }.map { row in
                (epoch: row.report.epoch, value: row.report[change.monitor.name] ?? .nan)
            }
            let isFold = preparation.isCrossValidation
            changed[fold.index] = try change.applied(
                to: checkpoint,
                history: isFold ? known : StoppingRuleChange.history(in: directory, of: change.monitor.name),
                run: directory.id + (isFold ? ", fold \(fold.index + 1)" : ""))
        }
        preparation = preparation.continuing(changed)
    }

    /// Why there is nothing left to train; nil when there is.
    var whyDone: String? {
        guard preparation.checked.spec.solver == nil else {
            return Self.solverIsDone
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
        return "its budget is used up; raise it to continue, for example \(Self.larger(train))"
    }

    static let solverIsDone = "a solver computed its model, which no budget changes"

    /// A budget that takes the run further: twice as much.
    static func larger(_ train: TrainSection) -> String {
        if let steps = train.maxSteps { return "train.max_steps=\(2 * max(steps, 1))" }
        return "train.epochs=\(2 * max(train.epochs ?? 1, 1))"
    }

    private var earlierSeconds: Double {
        if preparation.isCrossValidation { return foldRows.map(\.seconds).max() ?? 0 }
        let table = CSVTable(path: directory.file(RunFile.metricsTable))
        return table?["seconds"]?.last ?? 0
    }
}
