import Spec

package struct InverseTimeSchedule: Schedule {
    package static let name = "inverse_time"
    package static let about = """
        The rate falls as one over the length of training so far.

            rate(s) = max(floor, lr / (1 + decay · s / every)),   s / every whole with staircase
            floor = max(lr · min_factor, min_lr)

        - Source: Keras `InverseTimeDecay`
        """
    package static let primaryField: String? = "decay"
    package let decay: Double
    package let every: StepSpan
    package let staircase: Bool
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        decay = fields.double("decay", default: 1, in: .nonNegative, "Added to the divisor over one stretch.")
        every = fields.value(
            "every", default: StepSpan(1, .epochs), "Length of a stretch: '1 epochs', '100 steps'.")
        staircase = fields.bool(
            "staircase", default: false,
            "Whether the rate falls once per stretch instead of a little each step.")
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(
        decay: Double = 1, every: StepSpan = StepSpan(1, .epochs), staircase: Bool = false,
        floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()
    ) {
        self.decay = decay
        self.every = every
        self.staircase = staircase
        self.floor = floor
        self.warmup = warmup
    }

    package var lengths: [ScheduleLength] { staircase ? [ScheduleLength("every", every)] : [] }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        let stretch = every.steps(in: horizon)
        let stretches = staircase ? Double(step / stretch) : Double(step) / Double(stretch)
        return max(floor.bound(base: base), base / (1 + decay * stretches))
    }
}
