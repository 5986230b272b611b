/// Losses of the steps not yet handed to the observer: a fixed block of memory per trial.
final class StepLog {
    static let capacity = 1024
    private let trials: Int
    private let memory: UnsafeMutableBufferPointer<Double>
    private(set) var count = 0

    init(trials: Int) {
        self.trials = trials
        memory = .allocate(capacity: trials * Self.capacity)
        memory.initialize(repeating: 0)
    }

    deinit {
        memory.deallocate()
    }

    var isFull: Bool { count == Self.capacity }

    /// Notes one step's losses, one per trial. The caller empties the log when it is full.
    @inline(__always)
    func append(_ losses: UnsafePointer<Double>) {
        guard count < Self.capacity else { return }
        for trial in 0..<trials {
            memory[trial * Self.capacity + count] = losses[trial]
        }
        count += 1
    }

    /// Hands everything over and empties the log.
    ///
    /// - Parameter step: steps finished
    func flush(step: Int, isRunning: (Int) -> Bool, to observer: any TrainingObserver) throws {
        guard count > 0 else { return }
        for trial in 0..<trials where isRunning(trial) {
            let start = trial * Self.capacity
            let losses = UnsafeBufferPointer(rebasing: memory[start..<(start + count)])
            try observer.stepsFinished(
                StepLosses(trial: trial, firstStep: step - count + 1, losses: losses))
        }
        count = 0
    }
}
