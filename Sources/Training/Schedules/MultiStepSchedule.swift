import Foundation
import Spec

package struct MultiStepSchedule: Schedule {
    package static let name = "multi_step"
    package static let about = """
        The rate falls by a factor at given points of training.

            rate(s) = max(floor, lr · γ^(milestones passed after s steps))
            floor = max(lr · min_factor, min_lr)

        - Source: PyTorch `MultiStepLR`, which has no floor
        """
    package static let primaryField: String? = "milestones"
    package static let example: String? = "{multi_step: [30 epochs, 60 epochs]}"
    package let milestones: [StepSpan]
    package let gamma: Double
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        milestones =
            fields.requiredValue(
                "milestones", of: [StepSpan].self, "Where the rate falls: '[30 epochs, 60 epochs]'.") ?? []
        gamma = fields.double("gamma", default: 0.1, in: .closed(0, 1), "Factor of each decay.")
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(
        milestones: [StepSpan], gamma: Double = 0.1, floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()
    ) {
        self.milestones = milestones
        self.gamma = gamma
        self.floor = floor
        self.warmup = warmup
    }

    package var lengths: [ScheduleLength] { milestones.map { ScheduleLength("milestones", $0) } }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        var passed = 0
        for milestone in milestones where step >= milestone.steps(in: horizon) { passed += 1 }
        return max(floor.bound(base: base), base * pow(gamma, Double(passed)))
    }
}
