/// How an epoch is cut into batches, and how many steps there are.
package struct TrainingBudget: Sendable, Hashable {
    /// Rows of the training split.
    package let rows: Int
    /// Rows of a full batch.
    package let batchRows: Int
    /// Rows of the last, shorter batch; 0 when there is none or it is dropped.
    package let lastBatchRows: Int
    package let fullBatches: Int
    package let totalSteps: Int
    /// Whether steps read rows through an order instead of the whole table as it lies.
    package let gathersRows: Bool
    package let shuffles: Bool

    package init(rows: Int, train: TrainSection) {
        self.rows = rows
        batchRows = max(1, train.batchSize.rows(of: rows))
        fullBatches = rows / batchRows
        lastBatchRows = train.dropLast ? 0 : rows % batchRows
        gathersRows = train.batchSize != .all
        shuffles = gathersRows && train.shuffle
        let perEpoch = fullBatches + (lastBatchRows > 0 ? 1 : 0)
        let (steps, overflow) = perEpoch.multipliedReportingOverflow(by: train.epochs ?? Int.max)
        let byEpochs = overflow ? Int.max : steps
        totalSteps = min(byEpochs, train.maxSteps ?? Int.max)
    }

    package var stepsPerEpoch: Int { fullBatches + (lastBatchRows > 0 ? 1 : 0) }

    package var horizon: ScheduleHorizon {
        ScheduleHorizon(stepsPerEpoch: stepsPerEpoch, totalSteps: totalSteps)
    }

    /// Rows of a batch of the epoch, counted from 0.
    package func rows(ofBatch batch: Int) -> Int {
        batch < fullBatches ? batchRows : lastBatchRows
    }
}
