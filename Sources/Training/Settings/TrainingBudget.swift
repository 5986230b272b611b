/// How an epoch is cut into batches, and how many steps there are.
///
/// A step is a batch. With `accumulate: k` every k-th batch of an epoch, and its last one, updates the parameters; the
/// others only gather gradients. Which batches update, and the number of updates so far, are functions of the step.
package struct TrainingBudget: Sendable, Hashable {
    /// Rows of the training split.
    package let rows: Int
    /// Rows of a full batch.
    package let batchRows: Int
    /// Rows of the last, shorter batch; 0 when there is none or it is dropped.
    package let lastBatchRows: Int
    package let fullBatches: Int
    package let totalSteps: Int
    /// Batches of one update.
    package let batchesPerUpdate: Int
    /// Whether steps read rows through an order instead of the whole table as it lies.
    package let gathersRows: Bool
    package let shuffles: Bool
    /// Bytes of the table within which rows are shuffled; nil for all of it.
    package let windowBytes: Int?

    package init(rows: Int, train: TrainSection) {
        let batch = max(1, train.batchSize.rows(of: rows))
        let used = train.overfitsOneBatch ? min(rows, batch) : rows
        self.rows = used
        batchRows = batch
        fullBatches = used / batchRows
        lastBatchRows = train.dropLast ? 0 : used % batchRows
        batchesPerUpdate = max(1, train.accumulate)
        gathersRows = train.batchSize != .all
        shuffles = gathersRows && train.shuffle && !train.overfitsOneBatch
        windowBytes = train.shuffleWindow?.bytes
        let perEpoch = fullBatches + (lastBatchRows > 0 ? 1 : 0)
        let (steps, overflow) = perEpoch.multipliedReportingOverflow(by: train.epochs ?? Int.max)
        let byEpochs = overflow ? Int.max : steps
        totalSteps = min(byEpochs, train.maxSteps ?? Int.max)
    }

    package var stepsPerEpoch: Int { fullBatches + (lastBatchRows > 0 ? 1 : 0) }
    package var updatesPerEpoch: Int { updates(inSteps: stepsPerEpoch) }

    /// Lengths as schedules count them: in updates.
    package var horizon: ScheduleHorizon {
        let total = totalSteps == Int.max ? Int.max : updates(after: totalSteps)
        return ScheduleHorizon(stepsPerEpoch: updatesPerEpoch, totalSteps: total)
    }

    /// Rows of a batch of the epoch, counted from 0.
    package func rows(ofBatch batch: Int) -> Int {
        batch < fullBatches ? batchRows : lastBatchRows
    }

    /// Whether a batch of the epoch, counted from 0, updates the parameters.
    package func updates(atBatch batch: Int) -> Bool {
        (batch + 1) % batchesPerUpdate == 0 || batch + 1 == stepsPerEpoch
    }

    /// Updates begun after that many steps: the number of the update the next batch belongs to, when it begins one.
    package func updates(after steps: Int) -> Int {
        guard batchesPerUpdate > 1, stepsPerEpoch > 0 else { return steps }
        return steps / stepsPerEpoch * updatesPerEpoch + updates(inSteps: steps % stepsPerEpoch)
    }

    /// The number of the update, counted from 0, that a batch of an epoch belongs to.
    package func update(epoch: Int, batch: Int) -> Int {
        guard batchesPerUpdate > 1 else { return (epoch - 1) * stepsPerEpoch + batch }
        return (epoch - 1) * updatesPerEpoch + batch / batchesPerUpdate
    }

    /// A batch's share of the rows of its update.
    package func share(ofBatch batch: Int) -> Double {
        guard batchesPerUpdate > 1 else { return 1 }
        let first = batch / batchesPerUpdate * batchesPerUpdate
        let last = min(first + batchesPerUpdate, stepsPerEpoch) - 1
        let before = (last - first) * batchRows
        return Double(rows(ofBatch: batch)) / Double(before + rows(ofBatch: last))
    }

    private func updates(inSteps steps: Int) -> Int {
        (steps + batchesPerUpdate - 1) / batchesPerUpdate
    }
}
