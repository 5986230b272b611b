/// The names of the files in a run directory. All are relative: a run directory can be moved and copied.
package enum RunFile {
    package static let specification = "spec.yaml"
    package static let resolved = "resolved.yaml"
    package static let manifest = "run.json"
    package static let metricsTable = "metrics.csv"
    /// Only of a cross-validation: one row per fold and epoch.
    package static let foldsTable = "folds.csv"
    package static let stepsTable = "steps.csv"
    /// The same of a cross-validation, with the fold in front.
    package static let foldStepsTable = "folds-steps.csv"
    package static let foldNormsTable = "folds-norms.csv"
    /// Only with `train.log_norms`.
    package static let normsTable = "norms.csv"
    package static let metrics = "metrics.json"
    package static let checkpoints = "checkpoints"
    /// The folder of the event files of a cross-validation's folds.
    package static let folds = "folds"
    package static let lastCheckpoint = "checkpoints/last.safetensors"
    package static let bestCheckpoint = "checkpoints/best.safetensors"
    /// Only of a cross-validation: where the training of a fold stands, counted from 1; its weights and its fitted
    /// steps.
    package static func foldCheckpoint(_ fold: Int) -> String { "checkpoints/fold-\(fold)-last.safetensors" }
    package static func foldModel(_ fold: Int) -> String { "checkpoints/fold-\(fold).safetensors" }
    package static func foldPreprocessing(_ fold: Int) -> String { "checkpoints/fold-\(fold).json" }
    /// The weights of an epoch among the best `train.checkpoint.keep`.
    ///
    /// - Parameter fold: counted from 1; nil without a cross-validation
    package static func keptEpoch(_ epoch: Int, fold: Int? = nil) -> String {
        let digits = String(epoch)
        let zeros = String(repeating: "0", count: max(0, 6 - digits.count))
        let folder = fold.map { "checkpoints/fold-\($0)-epoch-" } ?? "checkpoints/epoch-"
        return "\(folder)\(zeros)\(digits).safetensors"
    }
    /// The weights that the figures and the predictions belong to.
    package static let model = "model.safetensors"
    /// The same of trees, as XGBoost writes it.
    package static let trees = "model.json"
    package static let preprocessing = "preprocessing.json"
    package static let predictions = "predictions.csv"
    package static let splits = "splits.json"
    /// Which trials a blend is made of.
    package static let blend = "blend.json"
    /// The folder of a blend's models.
    package static let members = "members"
    package static let log = "log.txt"
    /// What a person says about the run; written by `assay label` only.
    package static let labels = "labels.json"
    /// Scalars, settings and results for TensorBoard, which knows its files by `tfevents` in their names. The usual
    /// name also has the time and the machine; without them the same run has the same files everywhere.
    package static let events = "events.out.tfevents.assay"
    /// What the report shows beside the figures, see `RunInsights.swift`.
    package static let graph = "graph.json"
    package static let importance = "importance.json"
    package static let coefficients = "coefficients.json"
    package static let images = "images.json"
    /// What the model says over its one or two features.
    package static let response = "response.json"
    /// True and predicted values over time.
    package static let series = "series.json"
    /// What the data hold before and after the steps.
    package static let profile = "profile.json"
    package static let report = "report.html"

    /// What every complete run has, in the order they are listed for people.
    package static let all = [
        specification, resolved, manifest, metricsTable, stepsTable, metrics, predictions, model,
        preprocessing, splits, lastCheckpoint, bestCheckpoint, events, log,
    ]

    /// What only some models have.
    package static let ofSomeModels = [trees, blend]

    /// Those of the report; which of them a run has depends on its model and data.
    package static let reporting = [
        graph, importance, coefficients, images, response, series, profile, report,
    ]
}
