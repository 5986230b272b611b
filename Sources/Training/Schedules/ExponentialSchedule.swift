import Foundation
import Spec

package struct ExponentialSchedule: Schedule {
    package static let name = "exponential"
    package static let about = """
        The rate falls by the same factor over every stretch of training.

            rate(s) = max(floor, lr · γ^(s / every)),   s / every cut to a whole number with staircase
            floor = max(lr · min_factor, min_lr)

        - Source: PyTorch `ExponentialLR` (staircase, every epoch); Keras `ExponentialDecay` (smooth)
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
            "staircase", default: true,
            "Whether the rate falls once per stretch instead of a little each step.")
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
