import Spec

/// Every schedule a specification can name, alphabetical.
package let scheduleFamily = ComponentFamily<any Schedule>(
    name: "schedule",
    summary: "The learning rate as a function of the step.",
    members: [
        ConstantSchedule.self,
        CosineSchedule.self,
        ExponentialSchedule.self,
        StepSchedule.self,
    ])
