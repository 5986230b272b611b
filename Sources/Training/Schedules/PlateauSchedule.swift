import Foundation
import Spec

package struct PlateauSchedule: Schedule {
    package enum Threshold: String, CaseIterable, Sendable {
        case relative
        case absolute
    }

    package enum Mode: String, CaseIterable, Sendable {
        case auto
        case min
        case max
    }

    package static let name = "plateau"
    package static let aliases: [String] = ["reduce_on_plateau"]
    package static let about = """
        The rate falls by a factor whenever a number stops improving.

            rate = max(floor, lr · factor^reductions),   floor = max(lr · min_factor, min_lr)
            a value improves on the best one, when smaller is better,
            relative:  when value < best · (1 - threshold)
            absolute:  when value < best - threshold

        A reduction follows when more than `patience` epochs have passed without improvement; then waiting
        pauses for `cooldown` epochs. What is watched is `train_loss`, `val_loss` or `val_<metric>`.

        - Limits: NaN is not an improvement; epochs without validation count in patience and cooldown, but
          the rate falls only where there is a value; cannot be a part of `sequence`
        - Errors: `unknown-monitor` when nothing produces the number
        - Source: PyTorch `ReduceLROnPlateau` (whose `eps`, the least change of the rate, is 0 here)
        """
    package static let primaryField: String? = "factor"
    package let factor: Double
    package let patience: Int
    package let threshold: Double
    package let thresholdMode: Threshold
    package let cooldown: Int
    package let monitor: String?
    package let mode: Mode
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        factor = fields.double("factor", default: 0.1, in: .closed(0, 1), "Factor of each reduction.")
        patience = fields.int(
            "patience", default: 10, in: .nonNegative, "Epochs without improvement that are tolerated.")
        threshold = fields.double(
            "threshold", default: 1e-4, in: .nonNegative, "A smaller difference does not count.")
        thresholdMode = fields.choice(
            "threshold_mode", default: Threshold.relative,
            "Whether the threshold is a share of the best value or a difference."
        )
        cooldown = fields.int(
            "cooldown", default: 0, in: .nonNegative, "Epochs after a reduction in which nothing is counted.")
        monitor = fields.optionalString(
            "monitor", "What is watched; default val_loss, or train_loss without validation rows.")
        mode = fields.choice(
            "mode", default: Mode.auto, "Whether smaller or larger is better; auto takes the metric's.")
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(
        factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4,
        thresholdMode: Threshold = .relative, cooldown: Int = 0, monitor: String? = nil, mode: Mode = .auto,
        floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()
    ) {
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.thresholdMode = thresholdMode
        self.cooldown = cooldown
        self.monitor = monitor
        self.mode = mode
        self.floor = floor
        self.warmup = warmup
    }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double { base }

    /// The schedule's rate with the reductions so far; a warm-up's rate below the floor is left alone.
    package func lowered(_ rate: Double, base: Double, state: PlateauState) -> Double {
        let least = min(rate, floor.bound(base: base))
        return max(least, rate * pow(factor, Double(state.reductions)))
    }
}
