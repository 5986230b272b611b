import Foundation
import Spec

package struct PolynomialSchedule: FlooredSchedule {
    package static let name = "polynomial"
    package static let about = """
        The rate falls to its floor along a power of the remaining training.

            rate(s) = floor + (lr - floor) (1 - s / n)^power        for s < n, then the floor
            floor = max(lr · min_factor, min_lr),   n: steps

        - Limits: without `steps`, raising `train.epochs` later changes the rates of the steps already done
        - Source: PyTorch `PolynomialLR` (floor 0); Keras `PolynomialDecay`
        """
    package static let primaryField: String? = "power"
    package let power: Double
    package let steps: StepSpan?
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        power = fields.double("power", default: 1, in: .positive, "Exponent; 1 is a straight line.")
        steps = fields.optionalValue(
            "steps",
            "Length of the fall: '1000 steps', '50 epochs'; default the whole budget after the warm-up.")
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(
        power: Double = 1, steps: StepSpan? = nil, floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()
    ) {
        self.power = power
        self.steps = steps
        self.floor = floor
        self.warmup = warmup
    }

    func height(after step: Int, of length: Int) -> Double {
        pow(1 - Double(step) / Double(length), power)
    }
}
