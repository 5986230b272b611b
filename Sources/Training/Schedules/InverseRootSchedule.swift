import Foundation
import Spec

package struct InverseRootSchedule: Schedule {
    package static let name = "inverse_sqrt"
    package static let about = """
        The rate falls as one over the root of the length of training so far.

            rate(s) = max(floor, lr · √(n / (n + s))),   n: timescale,
            s: steps since the warm-up ended
            floor = max(lr · min_factor, min_lr)

        With a warm-up from 0 over n steps and the default timescale this is the published rule of
        transformers, lr · min(t / n, √(n / t)) for t steps in all.

        - Source: Vaswani et al., "Attention is all you need", 2017, section 5.3
        """
    package static let primaryField: String? = "timescale"
    package let timescale: StepSpan?
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        timescale = fields.optionalValue(
            "timescale",
            "After how long the rate has fallen to 0.71 of itself; default the warm-up's length, else 1000 steps."
        )
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(timescale: StepSpan? = nil, floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()) {
        self.timescale = timescale
        self.floor = floor
        self.warmup = warmup
    }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        let climb = warmup.steps(in: horizon)
        let standard = climb > 0 ? climb : 1000
        let scale = Double(timescale?.steps(in: horizon) ?? standard)
        return max(floor.bound(base: base), base * (scale / (scale + Double(step))).squareRoot())
    }
}
