import Spec

package struct ConstantSchedule: Schedule {
    package static let name = "constant"
    package static let about = """
        The same rate at every step.

            rate(s) = lr

        Like any schedule it takes a warm-up.
        """
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        warmup = Warmup(reading: &fields)
    }

    package init(warmup: Warmup = Warmup()) {
        self.warmup = warmup
    }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double { base }
}
