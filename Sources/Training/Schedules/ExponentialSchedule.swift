import Foundation
import Spec

/// The rate falls by the same factor over every stretch of training.
///
///     rate(s) = max(floor, lr · γ^(s / every))        in steps of whole stretches when `staircase` (default)
///
/// - Fields: gamma (0 to 1, default 0.95), every (a length, default `1 epochs`), staircase (default true, as
///   PyTorch decays once an epoch), min_factor, min_lr, warmup_steps, warmup_factor
/// - Source: PyTorch `ExponentialLR` (staircase, every epoch); Keras `ExponentialDecay` (smooth)
package struct ExponentialSchedule: Schedule {
    package static let name = "exponential"
    package static let summary = "The rate falls by the same factor over every stretch of training."
    package static let documentation = """
        rate(s) = max(floor, lr · gamma^(s / every)), the exponent cut to a whole number when staircase \
        (the default, as PyTorch's ExponentialLR, which decays once an epoch; Keras' ExponentialDecay is \
        smooth). floor = max(lr · min_factor, min_lr).
        """
    package static let primaryField: String? = "gamma"
    package let gamma: Double
    package let every: StepSpan
    package let staircase: Bool
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        gamma = fields.double("gamma", default: 0.95, in: .closed(0, 1), "Factor over one stretch.")
        every = fields.value(
            "every", default: StepSpan(1, .epochs), "Length of a stretch: '1 epochs', '100 steps'.")
        staircase = fields.bool(
            "staircase", default: true, "Decay once per stretch instead of a little each step.")
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(
        gamma: Double, every: StepSpan = StepSpan(1, .epochs), staircase: Bool = true,
        floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()
    ) {
        self.gamma = gamma
        self.every = every
        self.staircase = staircase
        self.floor = floor
        self.warmup = warmup
    }

    package var lengths: [ScheduleLength] { [ScheduleLength("every", every)] }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        let stretch = every.steps(in: horizon)
        let exponent = staircase ? Double(step / stretch) : Double(step) / Double(stretch)
        return max(floor.bound(base: base), base * pow(gamma, exponent))
    }
}
