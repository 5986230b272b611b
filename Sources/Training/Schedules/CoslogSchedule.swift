import Foundation
import Spec

package struct CoslogSchedule: FlooredSchedule {
    package static let name = "coslog"
    package static let aliases: [String] = ["coslog4"]
    package static let about = """
        The rate rises and falls in whole cosines, each about twice as long as the one before.

            rate(s) = floor + (lr - floor) (1 - cos(2π log2(1 + (2^cycles - 1) t))) / 2,   t = s / n
            floor = max(lr · min_factor, min_lr),   n: steps; the floor from s = n on

        The first step has the floor, by default 0; the last cycle takes about half of the training.
        `coslog4` is the same: four cycles are the default.

        - Limits: without `steps`, raising `train.epochs` later changes the rates of the steps already done
        - Source: Holzmüller, Grinsztajn and Steinwart, "Better by default: Strong pre-tuned MLPs and
          boosted trees on tabular data", 2024, section 3
        """
    package static let primaryField: String? = "cycles"
    package static let example: String? = "{coslog: {cycles: 3}}"
    package let cycles: Int
    package let steps: StepSpan?
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        cycles = fields.int(
            "cycles", default: 4, in: .closed(1, 30), "How often the rate rises and falls.")
        steps = fields.optionalValue(
            "steps",
            "Length of all cycles: '1000 steps', '50 epochs'; default the whole budget after the warm-up.")
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(
        cycles: Int = 4, steps: StepSpan? = nil, floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()
    ) {
        self.cycles = cycles
        self.steps = steps
        self.floor = floor
        self.warmup = warmup
    }

    func height(after step: Int, of length: Int) -> Double {
        let turns = log2(1 + (exp2(Double(cycles)) - 1) * (Double(step) / Double(length)))
        return (1 - cos(2 * Double.pi * turns)) / 2
    }
}
