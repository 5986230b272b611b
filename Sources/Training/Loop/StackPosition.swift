/// Where the running trials of a stack stand together: what changes with every step, without arrays or references.
struct StackPosition {
    /// Steps finished.
    var step = 0
    /// The epoch being worked on, counted from 1.
    var epoch = 1
    /// Batches of that epoch finished, and their rows.
    var batch = 0
    var rows = 0

    init() {}

    init(_ state: TrainingState) {
        step = state.step
        epoch = state.epoch
        batch = state.batch
        rows = state.lossRows
    }

    /// Counts a finished batch.
    mutating func advance(rows count: Int) {
        step += 1
        batch += 1
        rows += count
    }

    /// Goes on to the next epoch.
    mutating func closeEpoch() {
        epoch += 1
        batch = 0
        rows = 0
    }
}

/// The numbers of each trial that change with every step, in memory of fixed size.
final class StepNumbers {
    let trials: Int
    /// Losses of the last step.
    let losses: UnsafeMutablePointer<Double>
    /// What the rows of the last step count together: their number, unless rows are weighted.
    let weights: UnsafeMutablePointer<Double>
    /// Σ loss · weight of the epoch so far.
    let lossSums: UnsafeMutablePointer<Double>
    /// Σ weight of the epoch so far.
    let weightSums: UnsafeMutablePointer<Double>
    /// What the rows of the batches gathered for the next update count together.
    let gatheredWeights: UnsafeMutablePointer<Double>
    /// Learning rates of the last step.
    let rates: UnsafeMutablePointer<Double>
    /// Room for one trial's hyperparameters.
    let scalars: UnsafeMutablePointer<Double>
    let isRunning: UnsafeMutablePointer<Bool>
    private(set) var runningCount: Int

    init(trials: Int, scalars count: Int) {
        self.trials = trials
        runningCount = trials
        losses = .allocate(capacity: trials)
        weights = .allocate(capacity: trials)
        lossSums = .allocate(capacity: trials)
        weightSums = .allocate(capacity: trials)
        gatheredWeights = .allocate(capacity: trials)
        rates = .allocate(capacity: trials)
        scalars = .allocate(capacity: max(count, 1))
        isRunning = .allocate(capacity: trials)
        losses.initialize(repeating: 0, count: trials)
        weights.initialize(repeating: 0, count: trials)
        lossSums.initialize(repeating: 0, count: trials)
        weightSums.initialize(repeating: 0, count: trials)
        gatheredWeights.initialize(repeating: 0, count: trials)
        rates.initialize(repeating: 0, count: trials)
        scalars.initialize(repeating: 0, count: max(count, 1))
        isRunning.initialize(repeating: true, count: trials)
    }

    deinit {
        losses.deallocate()
        weights.deallocate()
        lossSums.deallocate()
        weightSums.deallocate()
        gatheredWeights.deallocate()
        rates.deallocate()
        scalars.deallocate()
        isRunning.deallocate()
    }

    /// Adds the step's losses to the epoch's; false when a running trial's loss is not finite.
    func addLosses() -> Bool {
        var areFinite = true
        for trial in 0..<trials {
            lossSums[trial] += losses[trial] * weights[trial]
            weightSums[trial] += weights[trial]
            areFinite = areFinite && (losses[trial].isFinite || !isRunning[trial])
        }
        return areFinite
    }

    /// Counts the step's rows for the update they belong to; an update begins anew.
    func gatherWeights(_ role: StepRole) {
        for trial in 0..<trials {
            gatheredWeights[trial] = role == .gathers ? gatheredWeights[trial] + weights[trial] : 0
        }
    }

    /// The mean loss of the epoch so far.
    func meanLoss(_ trial: Int) -> Double {
        weightSums[trial] > 0 ? lossSums[trial] / weightSums[trial] : 0
    }

    /// Begins the sums of an epoch.
    func clearSums(_ trial: Int) {
        lossSums[trial] = 0
        weightSums[trial] = 0
    }

    func markEnded(_ trial: Int) {
        guard isRunning[trial] else { return }
        isRunning[trial] = false
        runningCount -= 1
    }
}
