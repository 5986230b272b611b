import Spec

/// What is done to the table before the model sees it. Members in alphabetical order.
package let stepFamily = ComponentFamily<any Step>(
    name: "step", summary: "One change of the table: new columns, fewer rows, other scales.",
    members: [
        DeriveStep.self,
        DropStep.self,
        FilterStep.self,
        LogStep.self,
        Log1pStep.self,
        NormalizeStep.self,
        RenameStep.self,
        SelectStep.self,
        StandardizeStep.self,
        ThresholdStep.self,
    ])
