import Spec

/// Every loss a specification can name, alphabetical.
package let lossFamily = ComponentFamily<any Loss>(
    name: "loss",
    summary: "How far outputs are from targets: what training makes small.",
    members: [
        BinaryCrossEntropyLoss.self,
        CrossEntropyLoss.self,
        FocalLoss.self,
        GammaLoss.self,
        GaussianLoss.self,
        HingeLoss.self,
        HuberLoss.self,
        KullbackLeiblerLoss.self,
        LogCoshLoss.self,
        MeanAbsoluteErrorLoss.self,
        MeanAbsolutePercentageErrorLoss.self,
        MeanSquaredErrorLoss.self,
        MeanSquaredLogarithmicErrorLoss.self,
        PoissonLoss.self,
        QuantileLoss.self,
        RootMeanSquaredErrorLoss.self,
        SquaredHingeLoss.self,
        WeightedSumLoss.self,
        TweedieLoss.self,
    ])
