import Kernels

/// One trial of a running stack.
struct TrialState {
    var settings: TrialSettings
    var state = TrainingState()
    /// nil while the trial is training.
    var status: TrainingStatus?
    /// The rate of the last step.
    var learningRate = 0.0
    /// Weights of the best epoch; the buffer is made at the start, filled when there is a best epoch.
    let best: Buffer
    var hasBest = false
    /// What the trial was when it ended before the others of its stack.
    var frozen: TrainingCheckpoint?

    var isRunning: Bool { status == nil }
}
