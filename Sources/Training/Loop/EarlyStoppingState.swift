/// Watches one number, epoch by epoch: a pure state machine.
///
///     running ──observe──► running or stopped;  stopped stays stopped
///
/// - Source: Keras `EarlyStopping` for min and max
package struct EarlyStoppingState: Hashable, Sendable, Codable {
    package private(set) var best: ExactDouble?
    package private(set) var bestEpoch: Int?
    /// Epochs since the last improvement (movement), those without a value counted as well.
    package private(set) var waited = 0
    /// The last epoch that had a value; nil before the first one.
    private var judgedEpoch: Int?
    /// Whether some value was a number; nil before the first value.
    package private(set) var isDefined: Bool?
    package private(set) var previous: ExactDouble?
    package private(set) var isStopped = false

    package init() {}

    /// What one observation means.
    package struct Verdict: Hashable, Sendable {
        /// The value is the best so far.
        package var isBest: Bool
        package var stops: Bool
    }

    /// Takes the value of an epoch, counted from 1.
    ///
    /// - Parameter settings: without patience, the best is tracked and nothing ever stops
    /// - Parameter direction: which way the value improves
    package mutating func observe(
        _ value: Double, epoch: Int, settings: EarlyStopping, direction: MetricDirection
    ) -> Verdict {
        let before = previous?.value
        isDefined = isDefined ?? false || !value.isNaN
        // Checkpoints of before 0.2 do not tell the epoch.
        let last = judgedEpoch ?? (before == nil ? 0 : epoch - 1)
        judgedEpoch = epoch
        previous = ExactDouble(value)
        guard epoch > settings.startFromEpoch || !settings.isEnabled else {
            return Verdict(isBest: false, stops: false)
        }
        let watchesChange = settings.mode == .change
        let minDelta = watchesChange || !settings.isEnabled ? 0 : settings.minDelta
        let isTie = settings.ties == .last && value == best?.value
        let isBest = isTie || isImprovement(value, minDelta: minDelta, direction: direction)
        if isBest {
            best = ExactDouble(value)
            bestEpoch = epoch
        }
        guard let patience = settings.patience else { return Verdict(isBest: isBest, stops: false) }
        let moves: Bool
        if watchesChange {
            moves = before.map { abs(value - $0) >= settings.minDelta } ?? true
        } else {
            moves = isBest
        }
        waited = moves ? 0 : waited + (epoch - max(last, settings.startFromEpoch))
        isStopped = isStopped || waited >= patience
        return Verdict(isBest: isBest, stops: isStopped)
    }

    private func isImprovement(_ value: Double, minDelta: Double, direction: MetricDirection) -> Bool {
        guard !value.isNaN else { return false }
        guard let best = best?.value else { return true }
        switch direction {
        case .lowerIsBetter, .undirected: return value < best - minDelta
        case .higherIsBetter: return value > best + minDelta
        }
    }
}

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
