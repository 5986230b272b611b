import Data
import Foundation
import Runs
import Training

/// Weights and the fitted steps they belong to: a run has one such pair, a cross-validation one for each fold.
struct TrainedModel {
    /// Counted from 1; nil for the one model of a run.
    var fold: Int?
    var preprocessing: Preprocessing
    var weights: SafetensorsFile
    /// Its specification, where it is not the run's: that of a trial in a blend.
    var spec: ExperimentSpec?
    /// What its predictions count in the mean.
    var weight = 1.0

    /// The models of a cross-validation: those of all folds that were trained, or the one that is asked for.
    ///
    /// - Errors: `RunError` when there are none yet, the fold asked for has none, or a file is damaged
    static func folds(_ directory: RunDirectory, count: Int, fold: Int?) throws -> [TrainedModel] {
        if let fold, !(1...max(1, count)).contains(fold) {
            throw RunError.refused(
                run: directory.id, reason: "it has folds 1 to \(count), and no fold \(fold)")
        }
        let wanted = fold.map { [$0] } ?? Array(1...max(1, count))
        let models = try wanted.compactMap { try model(directory, fold: $0) }
        guard models.isEmpty else { return models }
        throw RunError.refused(
            run: directory.id,
            reason: fold.map { "its fold \($0) has no weights: it was not trained to its end" }
                ?? "none of its folds has been trained to its end yet")
    }

    private static func model(_ directory: RunDirectory, fold: Int) throws -> TrainedModel? {
        let path = directory.file(RunFile.foldModel(fold))
        let stepsPath = directory.file(RunFile.foldPreprocessing(fold))
        guard let weights = FileManager.default.contents(atPath: path),
            let steps = FileManager.default.contents(atPath: stepsPath)
        else { return nil }
        do {
            return TrainedModel(
                fold: fold, preprocessing: try Preprocessing(json: String(decoding: steps, as: UTF8.self)),
                weights: try SafetensorsFile(bytes: [UInt8](weights)))
        } catch {
            throw RunError.damaged(
                path: error is SafetensorsError ? path : stepsPath, reason: RunJSON.reason(of: error))
        }
    }
}
