import Kernels

/// One trial of a stack, beside what changes with every step (`StackMemory`).
struct TrialState {
    let settings: TrialSettings
    /// Brought up to date when an epoch, a checkpoint or the trial ends.
    var state = TrainingState()
    /// nil while the trial is training.
    var status: TrainingStatus?
    /// Weights of the best epoch, once there is one.
    let best: Buffer
    /// States of layers after the best epoch.
    let bestStates: Buffer
    var hasBest = false
    /// What the trial was when it ended before the others of its stack.
    var frozen: TrainingCheckpoint?
}
