/// What trains the trials of a stack, as whoever asks for it sees it: steps of a program, or rounds of trees.
///
/// Lifetime: as `TrainingSession` has it. `advance` until there is nothing left, then `finish`; afterwards weights and
/// predictions may be asked for. One thread at a time.
package protocol TrialSession: AnyObject {
    var settings: TrainingSettings { get }
    var budget: TrainingBudget { get }
    /// The names of what every epoch gives.
    var columns: [String] { get }
    /// Whether it may end between two epochs and go on from its checkpoints without doing its work twice.
    var canWait: Bool { get }
    /// Trials still training.
    var runningTrials: [Int] { get }
    /// Epochs the running trials have finished.
    var finishedEpochs: Int { get }
    /// Whether the budget is used up.
    var isAtEnd: Bool { get }

    /// Trains until there is nothing left to do, or until the end of an epoch at which the caller wants to look.
    ///
    /// - Returns: nil for such a pause; else what the trials still running ended with
    func advance(
        until epoch: Int, orLeft fewest: Int, observer: any TrainingObserver
    ) throws -> TrainingStatus?

    /// Ends trials that somebody else gave up, between two epochs.
    func prune(_ pruned: [Int])

    /// A trial as it stands.
    func checkpoint(trial: Int) throws -> TrainingCheckpoint

    /// Hands over what has not been handed over yet, and a checkpoint of every trial still running.
    func handOver(to observer: any TrainingObserver) throws

    /// Ends every trial: checkpoints, the weights that are judged, scores.
    func finish(
        _ status: TrainingStatus, observer: any TrainingObserver, handsOver: Bool
    ) throws -> [TrialResult]

    /// The final weights of a trial by name.
    func finalWeights(trial: Int) throws -> [StoredTensor]

    /// Every trial's predictions on a split with the weights as they are now, in the training space.
    func predictions(split name: String) throws -> [ScoredRows]
}

extension TrialSession {
    package var canWait: Bool { true }
}

extension TrainingSession: TrialSession {}
