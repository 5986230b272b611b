import Spec

/// Every metric a specification can name, alphabetical by that name.
package let metricFamily = ComponentFamily<any Measure>(
    name: "metric",
    summary: "A number, or a table, that says how good predictions are.",
    members: [
        AccuracyMetric.self,
        BalancedAccuracyMetric.self,
        BrierMetric.self,
        CohenKappaMetric.self,
        ConfusionMatrixMetric.self,
        CalibrationErrorMetric.self,
        ExplainedVarianceMetric.self,
        F1Metric.self,
        LogLossMetric.self,
        MeanAbsoluteErrorMetric.self,
        MeanAbsolutePercentageErrorMetric.self,
        MaxErrorMetric.self,
        MatthewsCorrelationMetric.self,
        MeanPredictionMetric.self,
        MedianAbsoluteErrorMetric.self,
        MeanSquaredErrorMetric.self,
        PRAUCMetric.self,
        PrecisionMetric.self,
        R2Metric.self,
        RecallMetric.self,
        RelativeErrorOfMeansMetric.self,
        RootMeanSquaredErrorMetric.self,
        RocAucMetric.self,
        SymmetricPercentageErrorMetric.self,
        SpecificityMetric.self,
        TopKAccuracyMetric.self,
    ])
