import Kernels

extension TrainingSession {
    /// Trains until the budget is used up, every trial has stopped, or the observer interrupts.
    ///
    /// - Errors: what the observer throws
    package func run(observer: any TrainingObserver) throws -> [TrialResult] {
        let losses = UnsafeMutablePointer<Double>.allocate(capacity: trials.count)
        losses.initialize(repeating: 0, count: trials.count)
        let scalars = UnsafeMutablePointer<Double>.allocate(capacity: 16)
        scalars.initialize(repeating: 0, count: 16)
        defer {
            losses.deallocate()
            scalars.deallocate()
        }
        finishedSteps = trials[0].state.step
        markStoppedTrials()
        var position = trials[0].state
        var isInterrupted = false
        while !isInterrupted, position.step < budget.totalSteps, trials.contains(where: \.isRunning) {
            try trainStep(position, losses: losses, scalars: scalars)
            position.step += 1
            position.batch += 1
            finishedSteps = position.step
            record(losses, position: position)
            try noteDivergence(losses, position: position, observer: observer)
            let isEpochEnd = position.batch == budget.stepsPerEpoch
            if isEpochEnd {
                position.epoch += 1
                position.batch = 0
            }
            for trial in trials.indices where trials[trial].isRunning {
                trials[trial].state.step = position.step
                trials[trial].state.epoch = position.epoch
                trials[trial].state.batch = position.batch
            }
            if isEpochEnd {
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
    private func trainStep(
        _ position: TrainingState, losses: UnsafeMutablePointer<Double>, scalars: UnsafeMutablePointer<Double>
    ) throws {
        if budget.gathersRows, orderEpoch != position.epoch {
            drawOrder(epoch: position.epoch)
        }
        for trial in trials.indices {
            let own = trials[trial].settings
            let rate = own.schedule.learningRate(
                base: own.optimizer.learningRate, step: position.step, horizon: budget.horizon)
            trials[trial].learningRate = rate
            own.optimizer.writeScalars(step: position.step, learningRate: rate, into: scalars)
            for index in 0..<programs.scalarCount {
                programs.setScalar(index, trial: trial, to: scalars[index])
            }
        }
        try programs.run(
            step: position.step, isShort: position.batch >= budget.fullBatches,
            order: order + position.batch * budget.batchRows, stride: budget.rows, losses: losses)
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
            let position = RandomPosition(step: UInt32(truncatingIfNeeded: epoch))
            Permutation.fill(target, count: budget.rows, key: key, position: position)
        }
        orderEpoch = epoch
    }

    /// Adds the step's losses to the epoch's and to the log.
    private func record(_ losses: UnsafeMutablePointer<Double>, position: TrainingState) {
        let rows = budget.rows(ofBatch: position.batch - 1)
        for trial in trials.indices where trials[trial].isRunning {
            trials[trial].state.lossSum.value += losses[trial] * Double(rows)
            trials[trial].state.lossRows += rows
        }
        log.append(losses)
    }

    func flushLog(_ observer: any TrainingObserver) throws {
        try log.flush(step: finishedSteps, isRunning: { self.trials[$0].isRunning }, to: observer)
    }
}
