import Foundation
import Spec

package struct StepSchedule: Schedule {
    package static let name = "step"
    package static let about = """
        The rate falls by a factor every so many steps, down to a floor.

            rate(s) = max(floor, lr · γ^⌊s / step_size⌋)     s: steps done, so the first ones use lr
            floor = max(lr · min_factor, min_lr)

        - Limits: the power is computed afresh each step in double precision, so it does not drift from the
          product of factors by more than its rounding
        - Source: PyTorch `StepLR`; the floor from University of Science and Technology of China, ML24 Fall,
          lab 1
        """
    package static let primaryField: String? = "step_size"
    package static let example: String? = "{step: 10 epochs}"
    package let size: StepSpan
    package let gamma: Double
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        let requested: StepSpan? = fields.requiredValue(
            "step_size", "Length between two decays: '10 steps', '5 epochs'; a number means steps.")
        size = requested ?? StepSpan(1, .epochs)
        gamma = fields.double("gamma", default: 0.1, in: .closed(0, 1), "Factor of each decay.")
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(
        size: StepSpan, gamma: Double = 0.1, floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()
    ) {
        self.size = size
        self.gamma = gamma
        self.floor = floor
        self.warmup = warmup
    }

    package var lengths: [ScheduleLength] { [ScheduleLength("step_size", size)] }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        let decays = step / size.steps(in: horizon)
        return max(floor.bound(base: base), base * pow(gamma, Double(decays)))
    }
}
