import Spec

package struct LinearSchedule: Schedule {
    package static let name = "linear"
    package static let about = """
        The rate goes in a straight line from one share of itself to another.

            rate(s) = lr · (start_factor + (end_factor - start_factor) s / n)        for s < n
            then lr · end_factor;   never below max(lr · min_factor, min_lr);   n: steps

        - Limits: without `steps`, raising `train.epochs` later changes the rates of the steps already done
        - Source: PyTorch `LinearLR`
        """
    package static let primaryField: String? = "end_factor"
    package let startFactor: Double
    package let endFactor: Double
    package let steps: StepSpan?
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        startFactor = fields.double(
            "start_factor", default: 1, in: .closed(0, 1), "Share of the rate at the start.")
        endFactor = fields.double(
            "end_factor", default: 0, in: .closed(0, 1), "Share of the rate at the end.")
        steps = fields.optionalValue(
            "steps",
            "Length of the way: '1000 steps', '50 epochs'; default the whole budget after the warm-up.")
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(
        startFactor: Double = 1, endFactor: Double = 0, steps: StepSpan? = nil,
        floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()
    ) {
        self.startFactor = startFactor
        self.endFactor = endFactor
        self.steps = steps
        self.floor = floor
        self.warmup = warmup
    }

    package var lengths: [ScheduleLength] { steps.map { [ScheduleLength("steps", $0)] } ?? [] }
    package var followsBudget: Bool { steps == nil }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        let length = steps?.steps(in: horizon) ?? horizon.totalSteps
        let share = min(1, Double(step) / Double(length))
        let factor = startFactor + (endFactor - startFactor) * share
        return max(floor.bound(base: base), base * factor)
    }
}
