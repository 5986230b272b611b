import Foundation
import Spec

package struct OneCycleSchedule: Schedule {
    package enum Shape: String, CaseIterable, Sendable {
        case cosine
        case linear
    }

    package static let name = "one_cycle"
    package static let about = """
        One climb to the optimizer's rate and one long fall far below its start.

            start = lr / div_factor,   end = start / final_div_factor
            rate(s): from start to lr over the first warmup_share of n - 1 steps, then from lr to end
            never below max(lr · min_factor, min_lr);   n: steps

        The optimizer's `lr` is the highest rate; a second warm-up is rarely wanted.

        - Limits: without `steps`, raising `train.epochs` later changes the rates of the steps already done
        - Source: Smith and Topin, "Super-convergence", 2018; PyTorch `OneCycleLR` (without its cycling of
          momentum)
        """
    package static let primaryField: String? = "steps"
    package let steps: StepSpan?
    package let climb: Double
    package let shape: Shape
    package let startDivisor: Double
    package let endDivisor: Double
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        steps = fields.optionalValue(
            "steps", "Length of the cycle: '1000 steps', '50 epochs'; default the whole budget.")
        climb = fields.double(
            "warmup_share", aliases: ["pct_start"], default: 0.3, in: .open(0, 1),
            "Share of the cycle that climbs.")
        shape = fields.choice("shape", default: Shape.cosine, "Along half a cosine or a straight line.")
        startDivisor = fields.double(
            "div_factor", default: 25, in: .greaterOrEqual(1), "How much lower than lr it starts.")
        endDivisor = fields.double(
            "final_div_factor", default: 1e4, in: .greaterOrEqual(1), "How much lower than its start it ends."
        )
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(
        steps: StepSpan? = nil, climb: Double = 0.3, shape: Shape = .cosine, startDivisor: Double = 25,
        endDivisor: Double = 1e4, floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()
    ) {
        self.steps = steps
        self.climb = climb
        self.shape = shape
        self.startDivisor = startDivisor
        self.endDivisor = endDivisor
        self.floor = floor
        self.warmup = warmup
    }

    package var lengths: [ScheduleLength] { steps.map { [ScheduleLength("steps", $0)] } ?? [] }
    package var followsBudget: Bool { steps == nil }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        let length = Double(steps?.steps(in: horizon) ?? horizon.totalSteps)
        let start = base / startDivisor
        let end = start / endDivisor
        let top = climb * length - 1
        let position = Double(step)
        let rate: Double
        if position <= top {
            rate = between(start, base, share: top > 0 ? position / top : 1)
        } else {
            let span = length - 1 - top
            rate = between(base, end, share: span > 0 ? min(1, (position - top) / span) : 1)
        }
        return max(floor.bound(base: base), rate)
    }

    private func between(_ first: Double, _ last: Double, share: Double) -> Double {
        switch shape {
        case .cosine: last + (first - last) / 2 * (1 + cos(Double.pi * share))
        case .linear: first + (last - first) * share
        }
    }
}
