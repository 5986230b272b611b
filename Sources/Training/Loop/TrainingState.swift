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
    /// Σ batch loss · batch weight over those batches, the weights and the rows; a batch weighs as much as it has
    /// rows, unless rows are weighted.
    package var lossSum = ExactDouble(0)
    package var lossWeight = ExactDouble(0)
    package var lossRows = 0
    /// What the rows of the batches gathered for the next update count together; nil in checkpoints of before 0.2.
    package var gatheredWeight: ExactDouble? = ExactDouble(0)
    package var earlyStopping = EarlyStoppingState()
    /// The best epoch by what `checkpoint.monitor` names; not used without it.
    package var best = EarlyStoppingState()
    /// The epochs whose weights are kept in files of their own.
    package var ranking = EpochRanking()
    package var plateau = PlateauState()
    /// The last finished epoch's numbers, for summaries: train loss and every monitored value.
    package var lastEpoch: EpochReport?

    package init() {}

    /// Epochs finished.
    package var finishedEpochs: Int { epoch - 1 }
}
