import Data
import Foundation
import Runs
import Training

/// What a trial gave, as files of its directory: of a run, of a cross-validation, and of a trial of a sweep alike.
struct RunFiles {
    typealias File = (name: String, data: Foundation.Data)

    /// Which files are written.
    enum Detail {
        /// What the trial was and what it gave.
        case record
        /// Also what it takes to predict.
        case standard
        /// Everything: what happened while it trained, checkpoints, and a page.
        case full
    }

    let preparation: RunPreparation
    /// The trial's own: its numbers may differ from those of the preparation's.
    let spec: ExperimentSpec
    let outcome: Outcome
    /// Seconds of training, earlier attempts included.
    let seconds: Double
    let stepsPerSecond: Double?

    /// The figures; nil where there are none.
    var metrics: RunMetrics? {
        guard var metrics = figures else { return nil }
        metrics.decision = outcome.decision.map {
            RunMetrics.Decision(
                $0, fittedOn: preparation.isCrossValidation ? GroupTables.outOfFold : "val")
        }
        metrics.groups = outcome.groups.isEmpty ? nil : outcome.groups
        return metrics
    }

    private var figures: RunMetrics? {
        guard preparation.isCrossValidation else {
            guard let result = outcome.results.first, !result.splits.isEmpty else { return nil }
            return RunMetrics(
                result, spec: spec, target: preparation.data.target, positive: preparation.positive,
                trainingSeconds: seconds, stepsPerSecond: stepsPerSecond)
        }
        let predictions = foldPredictions
        guard outcome.unended.isEmpty, !predictions.isEmpty else { return nil }
        return RunMetrics(
            folds: outcome.results, spec: spec, target: preparation.data.target,
            positive: preparation.positive, predictions: predictions, trainingSeconds: seconds,
            stepsPerSecond: stepsPerSecond)
    }

    /// `metrics.csv` and `folds.csv` of a training whose reports are all in memory.
    func tables(_ table: EpochTable) -> [File] {
        guard preparation.isCrossValidation else {
            let text = table.epochs(outcome.folds.first?.reports ?? [])
            return [(RunFile.metricsTable, Data(text.utf8))]
        }
        return [means(table), (RunFile.foldsTable, Data(table.folds(outcome).utf8))]
    }

    /// `metrics.csv` of a cross-validation.
    func means(_ table: EpochTable) -> File {
        let text = table.means(outcome, unended: outcome.unended, seconds: seconds)
        return (RunFile.metricsTable, Data(text.utf8))
    }

    /// The weights by which the trial is judged; those of folds with their fitted steps.
    func models() throws -> [File] {
        guard preparation.isCrossValidation else {
            let weights = outcome.folds.first?.weights
            return weights.map { [Self.model($0)] } ?? []
        }
        return try preparation.folds.flatMap { fold -> [File] in
            guard let weights = outcome.folds[fold.index].weights else { return [] }
            return [
                (RunFile.foldModel(fold.index + 1), Data(SafetensorsFile(weights: weights).encoded())),
                (RunFile.foldPreprocessing(fold.index + 1), try RunJSON.encode(fold.data.preprocessing)),
            ]
        }
    }

    /// `model.safetensors`, or `model.json` of trees.
    private static func model(_ weights: [StoredTensor]) -> File {
        if let content = TreeFile.content(of: weights) { return (RunFile.trees, Data(content)) }
        return (RunFile.model, Data(SafetensorsFile(weights: weights).encoded()))
    }

    /// `predictions.csv`; nil where nothing was predicted.
    ///
    /// - Parameter rows: what the lines begin with, where it is known already
    func predictions(rows: PredictedRows? = nil) -> File? {
        guard preparation.isCrossValidation else {
            let data = preparation.data
            guard let name = preparation.predictedSplit, let split = data[split: name],
                let predicted = outcome.folds.first?.predictions
            else { return nil }
            let content = PredictionsFile.content(
                split: split, predictions: predicted.predictions, spreads: predicted.spreads,
                task: preparation.model.task, data: data, choice: predicted.choice,
                rows: rows, kept: preparation.kept)
            return (RunFile.predictions, content)
        }
        let all = foldPredictions
        return all.isEmpty
            ? nil : (RunFile.predictions, FoldPredictions.content(all, kept: preparation.kept))
    }

    /// Rows whose prediction has no value in the target's own units.
    var lostRows: Int { FoldPredictions.lostRows(foldPredictions) }

    private var foldPredictions: [FoldPredictions] {
        zip(preparation.folds, outcome.folds).compactMap { fold, known in
            known.predictions.map { FoldPredictions(fold: fold, rows: $0) }
        }
    }

    /// `splits.json`.
    ///
    /// - Parameter seed: the trial's own; nil for the preparation's
    static func splits(_ preparation: RunPreparation, seed: UInt64? = nil) throws -> Foundation.Data {
        let spec = preparation.checked.spec
        return try RunJSON.encode(
            SplitsFile(
                data: preparation.data,
                folds: preparation.isCrossValidation ? preparation.folds.map(\.data) : [],
                split: type(of: spec.data.split.value).name, seed: seed ?? spec.seed))
    }

    /// `best` first: whatever `last` promises is there when it appears.
    static func checkpoint(_ checkpoint: TrainingCheckpoint, fold: Int?) -> [File] {
        if let fold { return [(RunFile.foldCheckpoint(fold + 1), Data(checkpoint.encoded()))] }
        var files: [File] = []
        if checkpoint.file.tensors.contains(where: { $0.name.hasPrefix("best.") }) {
            files.append((RunFile.bestCheckpoint, Data(checkpoint.weights(best: true).encoded())))
        }
        files.append((RunFile.lastCheckpoint, Data(checkpoint.encoded())))
        return files
    }

    /// Where trainings ended. A solver has no steps to continue from, and a fold that diverged does so again from its
    /// last checkpoint.
    func checkpoints() -> [File] {
        guard preparation.isCrossValidation else {
            return outcome.folds.first?.checkpoint.map { Self.checkpoint($0, fold: nil) } ?? []
        }
        guard spec.solver == nil else { return [] }
        return outcome.folds.enumerated().flatMap { index, fold -> [File] in
            guard let checkpoint = fold.checkpoint, let status = fold.result?.status else { return [] }
            if case .diverged = status { return [] }
            return Self.checkpoint(checkpoint, fold: index)
        }
    }
}

extension RunManifest {
    /// Notes what is known of the data and the model.
    mutating func note(_ data: PreparedData?, parameters: Int, _ spec: ExperimentSpec) {
        self.data = data?.sources.map { .init(path: $0.path, sha256: $0.sha256, bytes: nil) } ?? []
        dataKey = data?.key
        self.parameters = parameters
        elementType = spec.realType.rawValue
    }
}
