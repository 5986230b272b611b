import Spec

/// The same rate at every step.
///
///     rate(s) = lr
///
/// - Fields: warmup_steps, warmup_factor
package struct ConstantSchedule: Schedule {
    package static let name = "constant"
    package static let summary = "The same rate at every step."
    package static let documentation = "rate(s) = lr. Any schedule takes a warm-up."
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        warmup = Warmup(reading: &fields)
    }

    package init(warmup: Warmup = Warmup()) {
        self.warmup = warmup
    }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double { base }
}
