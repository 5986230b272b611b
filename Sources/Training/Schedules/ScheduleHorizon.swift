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
