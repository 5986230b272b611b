import Spec

/// The learning rate as a function of the step.
///
/// Lifetime: read once; `rate` is called before every step, on the training thread. It is a pure function
/// without state, so a resumed run has the rates of an uninterrupted one, and it neither allocates nor locks.
package protocol Schedule: SpecComponent {
    /// The climb before the schedule itself begins.
    var warmup: Warmup { get }

    /// Lengths that make little sense beyond the end of training, by the field that gives them.
    var lengths: [ScheduleLength] { get }

    /// Whether another budget would change the rates of steps already taken.
    var followsBudget: Bool { get }

    /// The rate after `step` steps of the schedule itself (0 for its first step), warm-up aside.
    ///
    /// - Parameter base: the optimizer's `lr`
    /// - Parameter horizon: lengths of the run; `totalSteps` is what the warm-up has left
    func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double
}

/// A length of a schedule and the field it comes from.
package struct ScheduleLength: Hashable, Sendable {
    package var field: String
    package var span: StepSpan

    package init(_ field: String, _ span: StepSpan) {
        self.field = field
        self.span = span
    }
}

extension Schedule {
    package var lengths: [ScheduleLength] { [] }
    package var followsBudget: Bool { false }

    /// The rate used by the step that follows `step` finished steps, warm-up included.
    package func learningRate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        let warmupSteps = warmup.steps(in: horizon)
        let remaining = ScheduleHorizon(
            stepsPerEpoch: horizon.stepsPerEpoch, totalSteps: horizon.totalSteps - warmupSteps)
        guard step < warmupSteps else {
            return rate(base: base, step: step - warmupSteps, horizon: remaining)
        }
        let share = Double(step) / Double(warmupSteps)
        let factor = warmup.factor + (1 - warmup.factor) * share
        return rate(base: base, step: 0, horizon: remaining) * factor
    }
}

/// What a schedule may know about the run besides the step.
package struct ScheduleHorizon: Sendable, Hashable {
    package var stepsPerEpoch: Int
    /// The steps the budget allows (early stopping may end the run before).
    package var totalSteps: Int

    package init(stepsPerEpoch: Int, totalSteps: Int) {
        self.stepsPerEpoch = max(stepsPerEpoch, 1)
        self.totalSteps = max(totalSteps, 1)
    }
}
