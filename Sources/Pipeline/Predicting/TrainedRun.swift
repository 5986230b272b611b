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
    /// Nil unless it is a blend.
    let blend: RunBlend?
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
        blend = try RunBlend.of(directory)
        if let blend {
            guard fold == nil else {
                throw RunError.refused(
                    run: directory.id, reason: "it is a blend, which has no folds of its own")
            }
            models = try Self.models(of: blend, directory, environment)
            remark = nil
        } else if let split = spec.data.split.value as? any FoldSplit, split.foldCount > 1 {
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

    /// Its own data; of the results of queries those that it was made of, as long as they are kept.
    func dataPipeline(_ environment: [String: String]) -> DataPipeline {
        var folders = DataEnvironment(variables: environment)
        folders.recordedResults = manifest.data.map(\.sha256)
        return spec.dataPipeline(folders)
    }

    /// Whether predictions say how far the models, or the members of the model, are apart.
    var hasSpread: Bool { blend != nil || spec.ensemble != nil }

    /// The models of a blend, each with its share of the weight.
    private static func models(
        of blend: RunBlend, _ directory: RunDirectory, _ environment: [String: String]
    ) throws -> [TrainedModel] {
        let models = try members(of: blend, directory, environment).flatMap { member in
            member.run.models.map { model in
                var model = model
                model.spec = member.run.spec
                model.weight = member.weight / Double(member.run.models.count)
                return model
            }
        }
        guard !models.isEmpty else {
            throw RunError.damaged(path: directory.file(RunFile.blend), reason: "it has no members")
        }
        return models
    }

    /// The trials a blend is made of.
    static func members(
        of blend: RunBlend, _ directory: RunDirectory, _ environment: [String: String]
    ) throws -> [(run: TrainedRun, weight: Double)] {
        try blend.members.map { member in
            let folder = try RunDirectory(path: directory.file(RunFile.members) + "/" + member.folder)
            return (try TrainedRun(folder, environment: environment), member.weight)
        }
    }

    /// The model on such features.
    ///
    /// - Parameter model: one of the run's, where it has several
    func plan(features: [FeatureColumn], target: TargetKind, of model: TrainedModel? = nil) throws
        -> ModelPlan
    {
        do {
            return try RunPreparation.model(
                model?.spec ?? spec, features: features, target: target, positive: positive)
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

extension RunBlend {
    /// What a directory is a blend of; nil where it is none.
    static func of(_ directory: RunDirectory) throws -> RunBlend? {
        guard directory.exists(RunFile.blend) else { return nil }
        return try RunJSON.decode(RunBlend.self, from: directory.file(RunFile.blend))
    }
}
