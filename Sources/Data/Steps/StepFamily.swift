import Spec

/// What is done to the table before the model sees it. Members in alphabetical order.
package let stepFamily = ComponentFamily<any Step>(
    name: "step", summary: "One change of the table: new columns, fewer rows, other scales.",
    members: [
        ClipStep.self,
        DeriveStep.self,
        DifferenceStep.self,
        DropStep.self,
        DropMissingStep.self,
        ExpStep.self,
        FilterStep.self,
        ImputeStep.self,
        InteractionsStep.self,
        LagStep.self,
        LogStep.self,
        Log1pStep.self,
        NormalizeStep.self,
        OneHotStep.self,
        OrdinalStep.self,
        PolynomialStep.self,
        RenameStep.self,
        RollingStep.self,
        SelectStep.self,
        SelectKBestStep.self,
        SqrtStep.self,
        StandardizeStep.self,
        ThresholdStep.self,
        WindowStep.self,
    ])
