import Spec

/// Every schedule a specification can name, alphabetical.
package let scheduleFamily = ComponentFamily<any Schedule>(
    name: "schedule",
    summary: "The learning rate as a function of the step.",
    members: [
        ConstantSchedule.self,
        CosineSchedule.self,
        CosineRestartsSchedule.self,
        CoslogSchedule.self,
        CyclicSchedule.self,
        ExponentialSchedule.self,
        FlatCosineSchedule.self,
        InverseRootSchedule.self,
        InverseTimeSchedule.self,
        LinearSchedule.self,
        MultiStepSchedule.self,
        OneCycleSchedule.self,
        PlateauSchedule.self,
        PolynomialSchedule.self,
        SequenceSchedule.self,
        StepSchedule.self,
        WarmupStableDecaySchedule.self,
    ])
