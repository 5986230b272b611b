import Runs
import Training

/// What an execution begins with: a new run directory, or one to be continued.
struct RunStart {
    var directory: RunDirectory
    var manifest: RunManifest
    var preparation: RunPreparation
    var resolved: ResolvedSpecification
    /// Nil to start afresh.
    var checkpoint: TrainingCheckpoint?
    /// Of a run that is continued: the training as it was left, already found to fit. Nil to make one.
    var session: TrainingSession?
    /// Of a cross-validation that is continued: how far its folds are.
    var folds: FoldProgress?
    var threads: Int
    var output: CommandOutput
    /// Where to ask git for the commit; nil when it is known already.
    var gitFolder: String?
    /// What was said about the specification before the run had a log.
    var findings: String
    /// Asked after every step.
    var isInterrupted: @Sendable () -> Bool
    /// Whether a page is written at the end.
    var writesReport = false

    var firstStep: Int { checkpoint?.state.step ?? 0 }
}
