import Foundation
import Spec

package struct FlatCosineSchedule: FlooredSchedule {
    package static let name = "flat_cosine"
    package static let aliases: [String] = ["flat_cos"]
    package static let about = """
        The rate stays, then falls along half a cosine.

            rate(s) = lr                                                        for s ≤ flat · n
            rate(s) = floor + (lr - floor) (1 + cos(π (s/n - flat) / (1 - flat))) / 2   up to s = n
            floor = max(lr · min_factor, min_lr),   n: steps; the floor from s = n on

        - Limits: without `steps`, raising `train.epochs` later changes the rates of the steps already done
        - Source: Holzmüller, Grinsztajn and Steinwart, "Better by default: Strong pre-tuned MLPs and
          boosted trees on tabular data", 2024, appendix A: the schedule of dropout and weight decay
        """
    package static let primaryField: String? = "flat"
    package static let example: String? = "{flat_cosine: {flat: 0.7}}"
    package let flat: Double
    package let steps: StepSpan?
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        flat = fields.double(
            "flat", default: 0.5, in: .leftClosed(0, 1), "Share of the steps before the fall begins.")
        steps = fields.optionalValue(
            "steps",
            "Length of both parts: '1000 steps', '50 epochs'; default the whole budget after the warm-up.")
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(
        flat: Double = 0.5, steps: StepSpan? = nil, floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()
    ) {
        self.flat = flat
        self.steps = steps
        self.floor = floor
        self.warmup = warmup
    }

    func height(after step: Int, of length: Int) -> Double {
        let share = Double(step) / Double(length)
        guard share > flat else { return 1 }
        return (1 + cos(Double.pi * (share - flat) / (1 - flat))) / 2
    }
}
