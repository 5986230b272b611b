import Foundation
import Spec

package struct WarmupStableDecaySchedule: Schedule {
    package enum Shape: String, CaseIterable, Sendable {
        case linear
        case cosine
        case sqrt
    }

    package static let name = "warmup_stable_decay"
    package static let aliases: [String] = ["wsd"]
    package static let about = """
        A warm-up, a long stretch at the full rate, and a fall at the very end.

            rate(s) = lr until the last decay_steps, then from lr down to max(lr · min_factor, min_lr)
            linear: 1 - x    cosine: (1 + cos(π x)) / 2    sqrt: 1 - √x
            x: share of the fall that is over

        The warm-up is the first of the three parts: give its length.

        - Limits: raising `train.epochs` later moves the fall, and so changes rates of steps already done
        - Source: Hu et al., "MiniCPM", 2024, section 4; Hägele et al., "Scaling laws and compute-optimal
          training beyond fixed training durations", 2024, for the root
        """
    package static let primaryField: String? = "decay_steps"
    package static let example: String? = "{warmup_stable_decay: {warmup_steps: 1 epochs, shape: sqrt}}"
    package let decay: StepSpan?
    package let shape: Shape
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        decay = fields.optionalValue(
            "decay_steps",
            "Length of the fall: '1000 steps', '5 epochs'; default a tenth of the budget after the warm-up.")
        shape = fields.choice("shape", default: Shape.linear, "How the rate falls.")
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(
        decay: StepSpan? = nil, shape: Shape = .linear, floor: RateFloor = RateFloor(),
        warmup: Warmup = Warmup()
    ) {
        self.decay = decay
        self.shape = shape
        self.floor = floor
        self.warmup = warmup
    }

    package var lengths: [ScheduleLength] { decay.map { [ScheduleLength("decay_steps", $0)] } ?? [] }
    package var followsBudget: Bool { true }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        let total = horizon.totalSteps
        let length = max(1, min(decay?.steps(in: horizon) ?? (total + 9) / 10, total))
        let start = total - length
        guard step > start else { return base }
        let share = min(1, Double(step - start) / Double(length))
        let left: Double
        switch shape {
        case .linear: left = 1 - share
        case .cosine: left = (1 + cos(Double.pi * share)) / 2
        case .sqrt: left = 1 - share.squareRoot()
        }
        let bound = floor.bound(base: base)
        return bound + (base - bound) * left
    }
}
