import Data
import Foundation
import Kernels
import Runs
import Spec
import Training

/// A run as something that predicts: its specification, the state of its steps, its weights. All of it comes from the
/// run's directory; the data it was trained on need not be there any more.
struct TrainedRun {
    let directory: RunDirectory
    let manifest: RunManifest
    let metrics: RunMetrics?
    let spec: ExperimentSpec
    let preprocessing: Preprocessing
    let weights: SafetensorsFile
    /// What a person should know before trusting the weights, such as that the run never finished.
    let remark: String?

    /// - Errors: `RunError` when the directory is none, has no weights yet, or is damaged
    init(_ directory: RunDirectory, environment: [String: String]) throws {
        self.directory = directory
        manifest = try directory.manifest()
        metrics = try directory.metrics()
        if let folds = metrics?.crossValidation?.folds.count {
            throw RunError.refused(
                run: directory.id,
                reason:
                    "it is a cross-validation: each of its \(folds) folds has a model of its own, and none is the "
                    + "run's; run the specification with a split such as 'random' to get one")
        }
        spec = try Self.specification(directory, manifest, environment)
        preprocessing = try Self.preprocessing(directory)
        (weights, remark) = try Self.weights(directory, manifest)
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
            throw RunError.damaged(path: path, reason: "\(error)")
        }
    }

    /// The weights that were scored; of a run that never got that far, those of its last checkpoint.
    private static func weights(
        _ directory: RunDirectory, _ manifest: RunManifest
    ) throws -> (SafetensorsFile, String?) {
        if let bytes = FileManager.default.contents(atPath: directory.file(RunFile.model)) {
            return (try decoded(bytes, directory.file(RunFile.model)) { try SafetensorsFile(bytes: $0) }, nil)
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
            throw RunError.damaged(path: path, reason: "\(error)")
        }
    }

    /// The model on features of this many numbers.
    func plan(features: Int, target: TargetKind) throws -> ModelPlan {
        do {
            return try RunPreparation.model(spec, features: features, target: target)
        } catch let error as DataDiagnostics {
            let reason = error.all.first?.message ?? "its model does not fit its data"
            throw RunError.damaged(path: directory.file(RunFile.resolved), reason: reason)
        }
    }

    /// How files of new data are read: as the run's own.
    func csvOptions(for path: String) -> CSVOptions {
        var options = (spec.data.source?.value as? CSVSource)?.options ?? CSVOptions()
        options.types = [:]
        options.rowLimit = nil
        let bare = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
        if bare.hasSuffix(".tsv") || bare.hasSuffix(".tab") { options.delimiter = UInt8(ascii: "\t") }
        return options
    }
}
