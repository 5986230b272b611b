/// What the loop does after a step.
package enum TrainingRequest: Sendable {
    case proceed
    /// Hand over a checkpoint, then go on.
    case checkpoint
    /// Hand over a checkpoint and end with the status `interrupted`.
    case interrupt
    /// End with the status `stopped` and the weights as they are.
    case timeIsUp
}

/// Losses of consecutive steps of one trial.
package struct StepLosses {
    package var trial: Int
    /// The number of the first step, counted from 1.
    package var firstStep: Int
    /// Valid during the call only.
    package var losses: UnsafeBufferPointer<Double>
}

/// Learns what happens during training, and may end it.
///
/// Lifetime: every call comes on the thread that runs the session, in the order of events. For each step:
/// `epochFinished` if it was the last of its epoch, then `stepFinished`. `stepsFinished` hands over all
/// losses not yet handed over: when 1,024 have gathered, before `epochFinished`, and before
/// `checkpointReady`, so that what has been written when a checkpoint arrives belongs to that checkpoint.
/// Errors thrown end the training and are passed on.
package protocol TrainingObserver: AnyObject {
    func stepsFinished(_ steps: StepLosses) throws
    func epochFinished(_ report: EpochReport) throws
    /// Called after every step with the number of steps finished; must return within nanoseconds most of the
    /// time.
    func stepFinished(_ step: Int) throws -> TrainingRequest
    /// The answer to a request, once per trial, and at the end of training.
    func checkpointReady(_ checkpoint: TrainingCheckpoint) throws
    /// An epoch is among the best `checkpoint.keep`; called after its `epochFinished`.
    func epochKept(_ epoch: KeptEpoch) throws
}

extension TrainingObserver {
    /// Most observers keep no files of single epochs.
    package func epochKept(_ epoch: KeptEpoch) throws {}
}

/// The weights of an epoch that is among the best so far.
package struct KeptEpoch: Sendable {
    package var trial: Int
    package var epoch: Int
    package var weights: SafetensorsFile
    /// The epoch that is among the best no longer.
    package var dropped: Int?
}
