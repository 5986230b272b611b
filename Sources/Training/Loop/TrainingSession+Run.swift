import Kernels

extension TrainingSession {
    /// Trains until the budget is used up, every trial has stopped, or the observer interrupts.
    ///
    /// - Errors: what the observer throws
    package func run(observer: any TrainingObserver) throws -> [TrialResult] {
        markStoppedTrials()
        var isInterrupted = false
        while !isInterrupted, position.step < budget.totalSteps, memory.runningCount > 0 {
            try trainStep()
            let rows = budget.rows(ofBatch: position.batch)
            position.advance(rows: rows)
            log.append(memory.losses)
            if !memory.addLosses(rows: rows) {
                try endDivergedTrials(observer: observer)
            }
            if position.batch == budget.stepsPerEpoch {
                try finishEpoch(observer: observer)
            } else if log.isFull {
                try flushLog(observer)
            }
            switch try observer.stepFinished(position.step) {
            case .proceed:
                break
            case .checkpoint:
                try handOver(to: observer)
            case .interrupt:
                isInterrupted = true
            }
        }
        return try finish(isInterrupted: isInterrupted, observer: observer)
    }

    /// One step of every trial: order of rows, hyperparameters, program.
    private func trainStep() throws {
        if budget.gathersRows, orderEpoch != position.epoch {
            drawOrder(epoch: position.epoch)
        }
        let step = position.step
        for trial in 0..<memory.trials {
            let rate = schedules[trial].learningRate(
                base: optimizers[trial].learningRate, step: step, horizon: horizon)
            memory.rates[trial] = rate
            optimizers[trial].writeScalars(step: step, learningRate: rate, into: memory.scalars)
            programs.setScalars(memory.scalars, trial: trial)
        }
        let start = position.batch * budget.batchRows
        try programs.run(
            step: step, isShort: position.batch >= budget.fullBatches, order: order + start,
            stride: budget.rows, losses: memory.losses)
    }

    /// The order of rows of an epoch, a pure function of seed and epoch.
    private func drawOrder(epoch: Int) {
        for index in 0..<programs.orders {
            let target = order + index * budget.rows
            guard budget.shuffles else {
                for row in 0..<budget.rows {
                    target[row] = Int32(truncatingIfNeeded: row)
                }
                continue
            }
            let key = RandomKey(seed: trials[index].settings.seed, stream: .shuffle)
            let place = RandomPosition(step: UInt32(truncatingIfNeeded: epoch))
            Permutation.fill(target, count: budget.rows, key: key, position: place)
        }
        orderEpoch = epoch
    }

    /// Hands the losses not yet handed over to the observer.
    func flushLog(_ observer: any TrainingObserver) throws {
        let memory = memory
        try log.flush(step: position.step, isRunning: { memory.isRunning[$0] }, to: observer)
    }
}
