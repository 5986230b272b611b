/// What a plateau schedule remembers between epochs: a pure state machine.
///
/// - Source: PyTorch `ReduceLROnPlateau`
package struct PlateauState: Hashable, Sendable, Codable {
    package private(set) var best: ExactDouble?
    /// Epochs since the last improvement, those without a value counted as well.
    package private(set) var waited = 0
    /// The last epoch that was judged; nil before the first one.
    private var judgedEpoch: Int?
    /// Epochs still to pass before waiting begins again.
    package private(set) var resting = 0
    /// How often the rate has been lowered.
    package private(set) var reductions = 0

    package init() {}

    /// Takes the value of an epoch, counted from 1. NaN is not an improvement.
    package mutating func observe(
        _ value: Double, epoch: Int, rule: PlateauSchedule, direction: MetricDirection
    ) {
        // Checkpoints of before 0.2 do not tell the epoch.
        let passed = epoch - (judgedEpoch ?? (best == nil ? 0 : epoch - 1))
        judgedEpoch = epoch
        if isBetter(value, rule: rule, direction: direction) {
            best = ExactDouble(value)
            waited = 0
        } else {
            waited += passed
        }
        if resting > 0 {
            // What is left of the time after the rest has been waited for.
            waited = min(waited, max(0, passed - resting))
            resting = max(0, resting - passed)
        }
        if waited > rule.patience {
            reductions += 1
            resting = rule.cooldown
            waited = 0
        }
    }

    private func isBetter(_ value: Double, rule: PlateauSchedule, direction: MetricDirection) -> Bool {
        guard !value.isNaN else { return false }
        guard let best = best?.value else { return true }
        let sign = direction == .higherIsBetter ? 1.0 : -1.0
        switch rule.thresholdMode {
        case .relative:
            // As PyTorch: the share is of the best value itself, whatever its sign.
            let bound = best * (1 + sign * rule.threshold)
            return sign < 0 ? value < bound : value > bound
        case .absolute:
            return sign < 0 ? value < best - rule.threshold : value > best + rule.threshold
        }
    }
}
