/// A schedule between the optimizer's rate and a floor over a span of steps, by default the whole budget; the floor
/// comes after it.
protocol FlooredSchedule: Schedule {
    var steps: StepSpan? { get }
    var floor: RateFloor { get }

    /// How high between the floor (0) and the optimizer's rate (1).
    ///
    /// - Parameter step: below `length`
    func height(after step: Int, of length: Int) -> Double
}

extension FlooredSchedule {
    package var lengths: [ScheduleLength] { steps.map { [ScheduleLength("steps", $0)] } ?? [] }
    package var followsBudget: Bool { steps == nil }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        let length = steps?.steps(in: horizon) ?? horizon.totalSteps
        let bound = floor.bound(base: base)
        guard step < length else { return bound }
        return bound + (base - bound) * height(after: step, of: length)
    }
}
