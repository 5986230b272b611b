import Kernels

extension TrainingSession {
    /// Trains until the budget is used up, every trial has stopped, or the observer interrupts.
    ///
    /// - Errors: what the observer throws
    package func run(observer: any TrainingObserver) throws -> [TrialResult] {
        try finish(advance(observer: observer) ?? .completed, observer: observer)
    }

    /// Trains until there is nothing left to do, or until the end of an epoch at which the caller wants to look.
    ///
    /// - Parameter epoch: comes back when this epoch is finished
    /// - Parameter fewest: comes back at the end of an epoch when at most so many trials are left
    /// - Returns: nil for such a pause: `advance` again continues; else what the trials still running ended with
    package func advance(
        until epoch: Int = .max, orLeft fewest: Int = 0, observer: any TrainingObserver
    ) throws -> TrainingStatus? {
        markStoppedTrials()
        while position.step < budget.totalSteps, stepNumbers.runningCount > 0 {
            try trainStep()
            let rows = budget.rows(ofBatch: position.batch)
            position.advance(rows: rows)
            log.append(stepNumbers.losses)
            if !stepNumbers.addLosses(), settings.train.stopsWhenNotFinite {
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
                return .interrupted
            case .timeIsUp:
                return .outOfTime
            }
            guard position.batch == 0, position.step < budget.totalSteps, stepNumbers.runningCount > 0 else {
                continue
            }
            if position.epoch > epoch || stepNumbers.runningCount <= fewest { return nil }
        }
        return .completed
    }

    /// One step of every trial: order of rows, hyperparameters, program.
    private func trainStep() throws {
        if budget.gathersRows, orderEpoch != position.epoch {
            drawOrder(epoch: position.epoch)
        }
        let batch = position.batch
        let role: StepRole = budget.updates(atBatch: batch) ? .updates : .gathers
        let update = budget.update(epoch: position.epoch, batch: batch)
        if role == .updates { setNumbers(update: update) }
        setLayerNumbers(update: update)
        let start = batch * budget.batchRows
        windowReader?.reach(start)
        try programs.run(
            StepPrograms.Batch(
                step: position.step, isShort: batch >= budget.fullBatches, role: role,
                share: budget.share(ofBatch: batch)),
            order: order + start, stride: budget.rows, gathered: stepNumbers.gatheredWeights,
            losses: stepNumbers.losses, weights: stepNumbers.weights)
        stepNumbers.gatherWeights(role)
    }

    /// Sets every trial's hyperparameters for an update, counted from 0.
    private func setNumbers(update: Int) {
        for trial in 0..<stepNumbers.trials {
            let rate = rate(trial, update: update)
            stepNumbers.rates[trial] = rate
            let decay = optimizers[trial].rates.decayFactor(step: update, horizon: horizon)
            for group in 0..<groupCount {
                let rates = optimizers[trial].rates.rates(at: rate, decayFactor: decay, forGroup: group)
                optimizers[trial].writeHyperparameters(step: update, rates: rates, into: stepNumbers.scalars)
                programs.setScalars(stepNumbers.scalars, trial: trial, group: group)
            }
        }
        if let decay = settings.train.averageDecay {
            programs.setAverageDecay(update == 0 ? 0 : decay)
        }
    }

    /// Sets the numbers of layers that change from step to step: dropout shares.
    private func setLayerNumbers(update: Int) {
        for trial in scheduledNumbers.indices {
            for (index, number) in scheduledNumbers[trial].enumerated() {
                guard let schedule = number.schedule else { continue }
                let value = schedule.learningRate(base: number.value, step: update, horizon: horizon)
                programs.setNumber(index, trial: trial, to: value)
            }
        }
    }

    /// What the schedule gives, lowered by what a plateau has taken off so far.
    private func rate(_ trial: Int, update: Int) -> Double {
        let base = optimizers[trial].rates.learningRate
        let rate = schedules[trial].learningRate(base: base, step: update, horizon: horizon)
        guard let plateau = plateaus[trial] else { return rate }
        return plateau.lowered(rate, base: base, state: trials[trial].state.plateau)
    }

    /// The order of rows of an epoch, a pure function of seed and epoch.
    private func drawOrder(epoch: Int) {
        for index in 0..<programs.orders {
            let target = order + index * budget.rows
            // Where the trial's own table begins.
            let first = data.isShared ? 0 : Int32(truncatingIfNeeded: index * budget.rows)
            guard budget.shuffles else {
                for row in 0..<budget.rows {
                    target[row] = first + Int32(truncatingIfNeeded: row)
                }
                continue
            }
            rowOrder.fill(target, seed: trials[index].settings.seed, epoch: epoch)
            if first > 0 {
                for row in 0..<budget.rows { target[row] += first }
            }
        }
        orderEpoch = epoch
        windowReader?.begin(seed: trials[0].settings.seed, epoch: epoch)
    }

    /// Hands the losses not yet handed over to the observer.
    func flushLog(_ observer: any TrainingObserver) throws {
        let stepNumbers = stepNumbers
        try log.flush(step: position.step, isRunning: { stepNumbers.isRunning[$0] }, to: observer)
    }
}

extension TrainingSession {
    /// Computes every trial's weights at once. To be called instead of training, with a budget of no steps: `run` then
    /// judges and hands over what was found.
    ///
    /// - Returns: what the user should know about the solution, one sentence each
    /// - Errors: `TrainingError` for data without a solution, and when the solver does not fit the model
    @discardableResult
    package func solve(with solver: any Solver) throws -> [String] {
        if let refusal = solver.refusal(for: settings.plan) {
            throw TrainingError("solver '\(type(of: solver).name)' \(refusal)")
        }
        guard data.isShared || trials.count == 1 else {
            throw TrainingError("a solver computes one set of weights, and the trials have data of their own")
        }
        let problem = SolverProblem(
            trainSplit, weights: rowWeights.first?.values(of: trainSplit), plan: settings.plan)
        let solution = try solver.solve(problem)
        for trial in trials.indices {
            try codec.write(solution, to: row(of: trial, in: programs.parameters))
        }
        return solver.remarks(problem, solution)
    }
}
