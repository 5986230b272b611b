import Data
import Foundation
import Kernels
import Runs
import Spec
import Training

/// A run as something that predicts: its specification, the state of its steps, its weights. All of it comes from the
/// run's directory; the data it was trained on need not be there any more. A cross-validation has a model for each
/// fold.
struct TrainedRun {
    let directory: RunDirectory
    let manifest: RunManifest
    let metrics: RunMetrics?
    let spec: ExperimentSpec
    /// At least one; several of a cross-validation, whose predictions are averaged.
    let models: [TrainedModel]
    /// What a person should know before trusting the weights, such as that the run never finished.
    let remark: String?

    /// The first model.
    let preprocessing: Preprocessing
    let weights: SafetensorsFile

    /// - Parameter fold: the fold of a cross-validation whose model is wanted, counted from 1; nil for all of them
    /// - Errors: `RunError` when the directory is none, has no weights yet, or is damaged
    init(_ directory: RunDirectory, environment: [String: String], fold: Int? = nil) throws {
        self.directory = directory
        manifest = try directory.manifest()
        metrics = try directory.metrics()
        spec = try Self.specification(directory, manifest, environment)
        if let split = spec.data.split.value as? any FoldSplit, split.foldCount > 1 {
            models = try TrainedModel.folds(directory, count: split.foldCount, fold: fold)
            let lacking = fold == nil ? split.foldCount - models.count : 0
            remark =
                lacking == 0
                ? nil : "\(lacking) of its \(split.foldCount) folds have no model; the others are averaged"
        } else {
            if fold != nil {
                throw RunError.refused(
                    run: directory.id, reason: "it is no cross-validation, so it has one model and no folds")
            }
            let found = try Self.weights(directory, manifest)
            models = [
                TrainedModel(
                    fold: nil, preprocessing: try Self.preprocessing(directory), weights: found.0)
            ]
            remark = found.1
        }
        preprocessing = models[0].preprocessing
        weights = models[0].weights
    }

    private static func specification(
        _ directory: RunDirectory, _ manifest: RunManifest, _ environment: [String: String]
    ) throws -> ExperimentSpec {
        let path = directory.file(RunFile.resolved)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RunError.damaged(path: directory.path, reason: "it has no \(RunFile.resolved)")
        }
        let name = manifest.specificationFolder + "/" + RunFile.resolved
        let loaded = SpecReader.load(
            .text(String(decoding: data, as: UTF8.self), name: name), overrides: [], environment: environment,
            as: ExperimentSpec.self)
        guard let spec = loaded.value, !loaded.diagnostics.hasErrors else {
            let reason = loaded.diagnostics.sorted().first?.message ?? "it cannot be read"
            throw RunError.damaged(path: path, reason: reason)
        }
        return spec
    }

    private static func preprocessing(_ directory: RunDirectory) throws -> Preprocessing {
        let path = directory.file(RunFile.preprocessing)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RunError.refused(run: directory.id, reason: "it has not prepared its data yet")
        }
        do {
            return try Preprocessing(json: String(decoding: data, as: UTF8.self))
        } catch {
            throw RunError.damaged(path: path, reason: RunJSON.reason(of: error))
        }
    }

    /// The weights that were scored; of a run that never got that far, those of its last checkpoint.
    private static func weights(
        _ directory: RunDirectory, _ manifest: RunManifest
    ) throws -> (SafetensorsFile, String?) {
        if let bytes = FileManager.default.contents(atPath: directory.file(RunFile.model)) {
            return (try decoded(bytes, directory.file(RunFile.model)) { try SafetensorsFile(bytes: $0) }, nil)
        }
        if let bytes = FileManager.default.contents(atPath: directory.file(RunFile.trees)) {
            return (TreeFile.weights([UInt8](bytes)), nil)
        }
        let path = directory.file(RunFile.lastCheckpoint)
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw RunError.refused(run: directory.id, reason: "it has no weights yet")
        }
        let checkpoint = try decoded(bytes, path) { try TrainingCheckpoint(bytes: $0) }
        let state = RunIndex.liveState(manifest, in: directory).rawValue
        return (
            checkpoint.weights(best: false),
            "the run is \(state); its last checkpoint, of step \(checkpoint.state.step), is used"
        )
    }

    private static func decoded<Content>(
        _ data: Foundation.Data, _ path: String, _ read: ([UInt8]) throws -> Content
    ) throws -> Content {
        do {
            return try read([UInt8](data))
        } catch {
            throw RunError.damaged(path: path, reason: RunJSON.reason(of: error))
        }
    }

    /// The model on such features.
    func plan(features: [FeatureColumn], target: TargetKind) throws -> ModelPlan {
        do {
            return try RunPreparation.model(
                spec, features: features, target: target, positive: positive)
        } catch let error as DataDiagnostics {
            let reason = error.all.first?.message ?? "its model does not fit its data"
            throw RunError.damaged(path: directory.file(RunFile.resolved), reason: reason)
        }
    }

    /// The class that precision, recall and the like are about, where there are two: as when it was trained.
    var positive: PositiveClass? {
        (metrics?.positive ?? spec.data.positive?.value.name).map { PositiveClass(name: $0) }
    }

    /// What was fitted to its predictions; where it has no figures yet, what its specification says.
    var decision: TrainingDecision? {
        if let metrics { return metrics.decision?.fitted }
        return spec.threshold?.value.fixed.map { TrainingDecision(threshold: $0) }
    }

    /// How files of new data are read: as the run's own; where the run's specification names no delimiter, each file
    /// has the one its name tells.
    func csvOptions(for path: String) -> CSVOptions {
        var options = (spec.data.source?.value as? CSVSource)?.options ?? CSVOptions()
        options.types = [:]
        options.rowLimit = nil
        if !options.isDelimiterGiven, path != "-" {
            options.delimiter = CSVOptions.likelyDelimiter(ofFile: path)
        }
        return options
    }
}
