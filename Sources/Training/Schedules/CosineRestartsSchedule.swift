import Foundation
import Spec

package struct CosineRestartsSchedule: Schedule {
    package static let name = "cosine_restarts"
    package static let about = """
        Half cosines one after another: the rate falls, jumps back, and falls again.

            rate(s) = floor + (lr - floor) (1 + cos(π c / n_i)) / 2,   c: steps since the last restart
            n_0 = period,   n_(i+1) = multiplier · n_i
            floor = max(lr · min_factor, min_lr)

        - Source: Loshchilov and Hutter, "SGDR: Stochastic gradient descent with warm restarts", 2017;
          PyTorch `CosineAnnealingWarmRestarts`
        """
    package static let primaryField: String? = "period"
    package static let example: String? = "{cosine_restarts: 10 epochs}"
    package let period: StepSpan
    package let multiplier: Int
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        let requested: StepSpan? = fields.requiredValue(
            "period", "Length of the first stretch: '1000 steps', '10 epochs'.")
        period = requested ?? StepSpan(1, .epochs)
        multiplier = fields.int(
            "multiplier", default: 1, in: .closed(1, 1000),
            "How much longer each stretch is than the last; 1 restarts at equal distances.")
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(
        period: StepSpan, multiplier: Int = 1, floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()
    ) {
        self.period = period
        self.multiplier = multiplier
        self.floor = floor
        self.warmup = warmup
    }

    package var lengths: [ScheduleLength] { [ScheduleLength("period", period)] }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        var length = period.steps(in: horizon)
        var rest = step
        if multiplier == 1 {
            rest = step % length
        } else {
            while rest >= length {
                rest -= length
                let (longer, overflow) = length.multipliedReportingOverflow(by: multiplier)
                length = overflow ? Int.max : longer
            }
        }
        let bound = floor.bound(base: base)
        let phase = Double.pi * Double(rest) / Double(length)
        return bound + (base - bound) * (1 + cos(phase)) / 2
    }
}
