import Foundation
import Spec

package struct CyclicSchedule: Schedule {
    package enum Mode: String, CaseIterable, Sendable {
        case triangular
        case triangular2
        case expRange = "exp_range"
    }

    package static let name = "cyclic"
    package static let about = """
        The rate swings between a low rate and the optimizer's.

            x: share of the climb (or 1 - share of the fall) the step is at;   c: cycles finished
            triangular:   rate = low + (lr - low) x
            triangular2:  rate = low + (lr - low) x / 2^c
            exp_range:    rate = low + (lr - low) x γ^s
            low = low_factor · lr;   never below max(lr · min_factor, min_lr)

        The optimizer's `lr` is the highest rate.

        - Source: Smith, "Cyclical learning rates for training neural networks", 2017; PyTorch `CyclicLR`
          (without its cycling of momentum)
        """
    package static let primaryField: String? = "climb"
    package static let example: String? = "{cyclic: 4 epochs}"
    package let lowFactor: Double
    package let climb: StepSpan
    package let fall: StepSpan?
    package let mode: Mode
    package let gamma: Double
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        lowFactor = fields.double(
            "low_factor", default: 0.1, in: .closed(0, 1), "The low rate as a share of the optimizer's lr.")
        let requested: StepSpan? = fields.requiredValue(
            "climb", aliases: ["step_size_up"], "Length of the way up: '200 steps', '2 epochs'.")
        climb = requested ?? StepSpan(1, .epochs)
        fall = fields.optionalValue(
            "fall", aliases: ["step_size_down"], "Length of the way down; default that of the way up.")
        mode = fields.choice("mode", default: Mode.triangular, "How the swing changes from cycle to cycle.")
        gamma = fields.double("gamma", default: 1, in: .closed(0, 1), "Factor of each step, exp_range only.")
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(
        lowFactor: Double = 0.1, climb: StepSpan, fall: StepSpan? = nil, mode: Mode = .triangular,
        gamma: Double = 1, floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()
    ) {
        self.lowFactor = lowFactor
        self.climb = climb
        self.fall = fall
        self.mode = mode
        self.gamma = gamma
        self.floor = floor
        self.warmup = warmup
    }

    package var lengths: [ScheduleLength] { [ScheduleLength("climb", climb)] }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        let up = climb.steps(in: horizon)
        let down = fall?.steps(in: horizon) ?? up
        let (sum, overflow) = up.addingReportingOverflow(down)
        let cycle = overflow ? Int.max : sum
        let place = step % cycle
        let share =
            place <= up ? Double(place) / Double(up) : 1 - Double(place - up) / Double(down)
        let low = base * lowFactor
        let swing: Double
        switch mode {
        case .triangular: swing = share
        case .triangular2: swing = share * pow(2, -Double(step / cycle))
        case .expRange: swing = share * pow(gamma, Double(step))
        }
        return max(floor.bound(base: base), low + (base - low) * swing)
    }
}
