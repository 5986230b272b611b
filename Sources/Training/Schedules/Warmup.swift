import Spec

/// The first part of any schedule: the rate climbs in a straight line from a share of itself.
///
///     rate(s) = rate of the schedule at its start · (f + (1 - f) s / w)        for s < w
///     afterwards the schedule runs as if it began at step w
///
///     s: steps done so far; w: warm-up steps; f: warm-up factor
///
/// - Fields: warmup_steps (a length such as `100 steps` or `2 epochs`; default none), warmup_factor (share of
///   the rate at the first step, 0 to 1; default 0.1, so that the first step is not wasted)
/// - Source: PyTorch `LinearLR` followed by another schedule (`SequentialLR`)
package struct Warmup: Hashable, Sendable {
    package var span: StepSpan?
    package var factor: Double

    package init(span: StepSpan? = nil, factor: Double = 0.1) {
        self.span = span
        self.factor = factor
    }

    package init(reading fields: inout FieldReader) {
        span = fields.optionalValue(
            "warmup_steps",
            "Length of the warm-up in which the rate climbs in a straight line: '100 steps', '2 epochs'.")
        factor = fields.double(
            "warmup_factor", default: 0.1, in: .closed(0, 1), "Share of the rate at the first warm-up step.")
    }

    /// Warm-up steps in this run; 0 without a warm-up.
    package func steps(in horizon: ScheduleHorizon) -> Int {
        guard let span, span.count > 0 else { return 0 }
        return span.steps(in: horizon)
    }
}
