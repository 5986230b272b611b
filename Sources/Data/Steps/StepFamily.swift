import Spec

/// What is done to the table before the model sees it. Members in alphabetical order.
package let stepFamily = ComponentFamily<any Step>(
    name: "step", summary: "One change of the table: new columns, fewer rows, other scales.",
    members: [
        BinStep.self,
        CastStep.self,
        CbrtStep.self,
        ClipStep.self,
        CodesStep.self,
        DatePartsStep.self,
        DeduplicateStep.self,
        DeriveStep.self,
        DifferenceStep.self,
        DropStep.self,
        DropCorrelatedStep.self,
        DropMissingStep.self,
        ExpStep.self,
        FilterStep.self,
        FrequencyStep.self,
        HashingStep.self,
        ImputeStep.self,
        InteractionsStep.self,
        LagStep.self,
        LogStep.self,
        Log1pStep.self,
        MaxAbsStep.self,
        NormalizeStep.self,
        OneHotStep.self,
        OrdinalStep.self,
        OutliersStep.self,
        PCAStep.self,
        PeriodicStep.self,
        PolynomialStep.self,
        PowerStep.self,
        QuantileStep.self,
        RareStep.self,
        RenameStep.self,
        RobustScaleStep.self,
        RollingStep.self,
        RowNormalizeStep.self,
        SampleStep.self,
        SelectStep.self,
        SelectKBestStep.self,
        SmoothClipStep.self,
        SplineStep.self,
        SqrtStep.self,
        StandardizeStep.self,
        TargetEncodeStep.self,
        TFIDFStep.self,
        ThresholdStep.self,
        VarianceThresholdStep.self,
        WindowStep.self,
    ])

extension ComponentFamily<any Step> {
    /// What a state is read back as.
    func transform(named name: String) -> (any Transform.Type)? {
        let steps = members.compactMap { $0 as? any Step.Type }
        return steps.lazy.flatMap { $0.transforms }.first { $0.stepName == name }
    }
}
