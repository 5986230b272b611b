/// Where training stands, exactly: with parameters and optimizer state it is all a run needs to continue as
/// if it had never stopped. Random numbers and data order need no state: they are functions of seed, epoch
/// and step.
package struct TrainingState: Hashable, Sendable, Codable {
    /// Steps finished.
    package var step = 0
    /// The epoch being worked on, counted from 1; the one after the last finished one between epochs.
    package var epoch = 1
    /// Batches of that epoch finished.
    package var batch = 0
    /// Σ batch loss · batch rows over those batches, and the rows.
    package var lossSum = ExactDouble(0)
    package var lossRows = 0
    package var earlyStopping = EarlyStoppingState()
    /// The last finished epoch's numbers, for summaries: train loss and every monitored value.
    package var lastEpoch: EpochReport?

    package init() {}

    /// Epochs finished.
    package var finishedEpochs: Int { epoch - 1 }
}
