extension EarlyStoppingState {
    /// What a rule comes to over epochs that are done: where it stands after them, and after which one it would have
    /// stopped.
    ///
    /// - Parameter values: the monitored value of each judged epoch, in order; epochs that were not judged are left out
    package static func replaying(
        _ values: [(epoch: Int, value: Double)], settings: EarlyStopping, direction: MetricDirection
    ) -> (state: EarlyStoppingState, stoppedAfter: Int?) {
        var state = EarlyStoppingState()
        for (epoch, value) in values
        where state.observe(value, epoch: epoch, settings: settings, direction: direction).stops {
            return (state, epoch)
        }
        return (state, nil)
    }
}

extension TrainingSettings {
    /// What early stopping watches, or would.
    ///
    /// - Errors: `TrainingError` when no epoch gives that value
    package func stoppingMonitor(hasValidation: Bool) throws -> Monitor {
        try Monitors(settings: self, schedules: [], hasValidation: hasValidation).stopping
    }
}
