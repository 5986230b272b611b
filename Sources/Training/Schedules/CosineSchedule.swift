import Foundation
import Spec

package struct CosineSchedule: FlooredSchedule {
    package static let name = "cosine"
    package static let about = """
        The rate falls along half a cosine, slowly at both ends.

            rate(s) = floor + (lr - floor) (1 + cos(π s / n)) / 2        for s < n, then the floor
            floor = max(lr · min_factor, min_lr),   n: steps

        - Limits: without `steps`, raising `train.epochs` later changes the rates of the steps already done
        - Source: Loshchilov and Hutter, "SGDR: Stochastic gradient descent with warm restarts", 2017,
          equation 5
        """
    package static let primaryField: String? = "steps"
    package let steps: StepSpan?
    package let floor: RateFloor
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        steps = fields.optionalValue(
            "steps",
            "Length of the fall: '1000 steps', '50 epochs'; default the whole budget after the warm-up.")
        floor = RateFloor(reading: &fields)
        warmup = Warmup(reading: &fields)
    }

    package init(steps: StepSpan? = nil, floor: RateFloor = RateFloor(), warmup: Warmup = Warmup()) {
        self.steps = steps
        self.floor = floor
        self.warmup = warmup
    }

    func height(after step: Int, of length: Int) -> Double {
        (1 + cos(Double.pi * Double(step) / Double(length))) / 2
    }
}
